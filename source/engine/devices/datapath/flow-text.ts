/** Megaflows in words, for the trace: as `ovs-appctl dpctl/dump-flows --names` writes them. */
import {formatDatapathActions} from '../../flow/datapath-text/action-format.js';
import {formatDatapathFlow} from '../../flow/datapath-text/key-format.js';
import type {FlowKey, FlowMask} from '../../flow/key.js';
import type {PortNames} from '../../flow/syntax/reading.js';
import {deviceAt, deviceNamed, type Machine, type World} from '../../world.js';
import type {DatapathAction} from './datapath-action.js';
import type {Datapath} from './datapath-device.js';
import {datapathPort} from './ports.js';

export function matchText(world: World, datapath: Datapath, key: FlowKey, mask: FlowMask): string {
	const {type, vlanLimit} = datapath;
	return formatDatapathFlow({key, mask}, {ports: datapathPortNames(world, datapath), kernel: type === 'system', vlanLimit});
}

export function actionsText(world: World, datapath: Datapath, actions: readonly DatapathAction[]): string {
	return formatDatapathActions(actions, datapathPortNames(world, datapath));
}

/** How the ports of a datapath are called. */
export function datapathPortNames(world: World, datapath: Datapath): PortNames {
	return {
		nameOf: (number) => (datapathPort(datapath, number) ? portName(world, datapath, number) : undefined),
		numberOf: (name) => {
			const device = deviceNamed(world, world.machines[datapath.machine] as Machine, name);
			const found = datapath.ports.find((port) => ('device' in port ? port.device === device?.id : port.name === name));
			return found?.number;
		},
	};
}

/** The name of a port of a datapath. */
export function portName(world: World, datapath: Datapath, number: number): string {
	const port = datapathPort(datapath, number);
	if (!port) return String(number);
	return 'device' in port ? deviceAt(world, port.device).name : port.name;
}
