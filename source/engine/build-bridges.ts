/** Linux bridges of a lab: first the bridges, then their ports, and the ports' states when all is up. */
import {type Builder, givenMac} from './builder.js';
import {defined} from './defined.js';
import type {BridgeOptions} from './devices/bridge/bridge-change.js';
import type {LabDevice} from './lab.js';
import {deviceAtPath} from './world.js';

const SECOND = 1_000_000_000;

type BridgeLab = Extract<LabDevice, {kind: 'bridge'}>;

export function addBridgePorts({world, devices, find, make}: Builder): void {
	for (const {path, machineName, name, device} of devices) {
		if (device.kind !== 'bridge') continue;
		const master = deviceAtPath(world, name)?.id;
		for (const [index, port] of device.ports.entries()) {
			const {device: portName, state: _, ...options} = typeof port === 'string' ? {device: port, state: undefined} : port;
			const place = `${path}.ports[${index}]`;
			const id = find(place, `${machineName}/${portName}`);
			if (id === undefined || master === undefined) continue;
			make(place, {kind: 'enslave', device: id, master});
			if (Object.keys(options).length > 0) make(place, {kind: 'set-port', device: id, options: defined(options)});
		}
	}
}

/** A port must be up to be given a state. */
export function setPortStates({world, devices, make}: Builder): void {
	for (const {path, machineName, device} of devices) {
		for (const [index, port] of (device.kind === 'bridge' ? device.ports : []).entries()) {
			if (typeof port === 'string' || port.state === undefined) continue;
			// A port that does not exist has its problem already.
			const id = deviceAtPath(world, `${machineName}/${port.device}`)?.id;
			if (id !== undefined) make(`${path}.ports[${index}].state`, {kind: 'set-port', device: id, options: {state: port.state}});
		}
	}
}

/** One bridge, without ports. */
export function addBridge({make}: Builder, path: string, machine: number, device: BridgeLab): void {
	make(path, {kind: 'add-bridge', machine, name: device.name, ...givenMac(device), options: optionsOf(device)});
}

/** Seconds of the lab file to ns of the engine. */
function optionsOf({options}: BridgeLab): BridgeOptions {
	const {ageing, forwardDelay, helloTime, maxAge, ...rest} = options;
	const times = Object.entries({ageing, forwardDelay, helloTime, maxAge}).flatMap(([key, value]) =>
		value === undefined ? [] : [[key, Math.round(value * SECOND)]],
	);
	return {...defined(rest), ...Object.fromEntries(times)};
}
