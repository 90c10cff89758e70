/*
 * The daemon ends and begins (systemctl stop and start openvswitch-switch)
 *
 * What is configured is in the database and stays. What happened is gone with the
 * process: OpenFlow tables, stations, bonds, counters of flows. The datapath of the kernel goes on without it,
 * with the flows that are cached and the ports that it has, and loses the frames
 * that no cached flow answers; the userspace datapath is the process, and ends with it.
 *
 * A daemon that begins takes over the ports that it finds, throws the cached flows away, and makes
 * of the database what is missing. Interfaces have the OpenFlow port numbers that they had.
 *
 * Rules: bridge_exit (vswitchd/bridge.c), open_dpif_backer (ofproto/ofproto-dpif.c).
 *
 * Not modelled: `restart` of the packages, which saves the flows and puts them back.
 */
import type {Sink} from '../../sink.js';
import {deviceAt, deviceOfKind, type Machine, type World} from '../../world.js';
import {closeControllers} from '../controller/controllers.js';
import {createCoverage} from '../coverage.js';
import {textOf} from '../database/database.js';
import {createRevalidator, flushDatapath} from '../revalidator.js';
import type {Vswitchd} from '../vswitchd.js';
import {closeDatapath, closePort} from './configure-datapath.js';
import {reconfigure, removeBridge} from './reconfigure.js';

export function stopDaemon(world: World, machine: Machine, switchd: Vswitchd, out: Sink): void {
	for (const bridge of switchd.bridges) closeControllers({world, machine, switchd, bridge, out});
	switchd.running = false;
	for (const bridge of [...switchd.bridges]) {
		if (deviceOfKind(world, bridge.datapath, 'datapath')?.type === 'netdev') removeBridge(world, machine, switchd, bridge, out);
	}
	switchd.bridges = [];
	switchd.recirculations = [];
	const {roundTime, megaflows} = switchd.revalidator;
	switchd.revalidator = {...createRevalidator(), roundTime, megaflows};
}

export function startDaemon(world: World, machine: Machine, switchd: Vswitchd, out: Sink): void {
	switchd.running = true;
	switchd.coverage = createCoverage(world.now);
	const datapaths = machine.devices.flatMap((id) => deviceOfKind(world, id, 'datapath') ?? []);
	const wanted = new Set(Array.from(switchd.database.tables.Interface.values(), (row) => textOf(row, 'name')));
	for (const datapath of datapaths) {
		flushDatapath(datapath);
		// Ports that nobody wants any more go before others come.
		for (const port of [...datapath.ports]) {
			const keeps = 'device' in port && wanted.has(deviceAt(world, port.device).name);
			if (!keeps) closePort(world, machine, datapath, port.number, out);
		}
	}
	reconfigure(world, machine, out);
	for (const datapath of datapaths) {
		const bridges = switchd.bridges.filter((bridge) => bridge.datapath === datapath.id);
		const used = new Set(bridges.flatMap((bridge) => Array.from(bridge.ofPorts.values(), (port) => port.datapathPort)));
		for (const {number} of [...datapath.ports]) if (!used.has(number)) closePort(world, machine, datapath, number, out);
		closeDatapath(world, machine, switchd, datapath.id, out);
	}
}
