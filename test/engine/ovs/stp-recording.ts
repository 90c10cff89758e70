/**
 * Recordings of spanning trees: bridges of one real Open vSwitch 3.1, joined by patch ports, its clock stopped and moved on in
 * steps of half a second; `stp/show` of each bridge and what would become of a broadcast, in between.
 */
import {expect} from 'vitest';
import {printStp} from '../../../source/console/print/ovs-stp.js';
import type {Datapath} from '../../../source/engine/devices/datapath/datapath-device.js';
import {extractKey} from '../../../source/engine/devices/datapath/extract.js';
import {portName} from '../../../source/engine/devices/datapath/flow-text.js';
import {formatDatapathActions} from '../../../source/engine/flow/datapath-text/action-format.js';
import {createKey, WORD} from '../../../source/engine/flow/key.js';
import {formatMatch} from '../../../source/engine/flow/syntax/match-format.js';
import {buildFrame} from '../../../source/engine/frame.js';
import {toMac} from '../../../source/engine/mac.js';
import {deletePort, setColumns} from '../../../source/engine/ovs/configure/configuration.js';
import {portNamesOf} from '../../../source/engine/ovs/translate/report.js';
import {translate} from '../../../source/engine/ovs/translate/translate.js';
import {ofPortNamed} from '../../../source/engine/ovs/vswitchd.js';
import {deviceAt} from '../../../source/engine/world.js';
import {warp} from './normal-harness.js';
import {type BridgeDescription, type OvsLab, ovsLab, values} from './ovs-lab.js';

interface Trace {
	bridge: string;
	from: string;
	src: string;
	dst: string;
	megaflow: string;
	actions: string;
}

interface StpStep {
	/** Seconds. */
	warp?: number;
	set?: [table: 'Bridge' | 'Port', name: string, column: string, key: string, value: string];
	delPort?: [bridge: string, port: string];
	stp?: [bridge: string, on: boolean];
	/** By bridge; null where the protocol is off. */
	show: Record<string, string | null>;
	traces: Trace[];
}

export interface StpRecording {
	seed: number;
	bridges: Record<string, BridgeDescription>;
	steps: StpStep[];
}

export function playStpRecording({bridges, steps}: StpRecording): void {
	const off = Object.entries(bridges).map(([name, {ports = {}, columns = {}}]): [string, BridgeDescription] => [
		name,
		{ports, columns: {...columns, stp_enable: false}},
	]);
	const lab = ovsLab({bridges: Object.fromEntries(off)});
	const on = Object.entries(bridges).filter(([, {columns}]) => columns?.stp_enable === true);
	lab.transact(on.flatMap(([name]) => setColumns(lab.switchd.database, 'Bridge', name, {stp_enable: true})));
	for (const [index, step] of steps.entries()) {
		carryOut(lab, bridges, step);
		const where = `step ${index}`;
		for (const [name, expected] of Object.entries(step.show)) {
			const {stp} = lab.bridge(name);
			expect(stp ? printStp(name, stp) : null, `${where} ${name}`).toBe(expected);
		}
		for (const trace of step.traces) expect(askFor(lab, trace), where).toEqual({megaflow: trace.megaflow, actions: trace.actions});
	}
}

function carryOut(lab: OvsLab, bridges: StpRecording['bridges'], step: StpStep): void {
	const {database} = lab.switchd;
	if (step.warp !== undefined) warp(lab, step.warp * 1000);
	else if (step.delPort) lab.transact(deletePort(database, ...step.delPort));
	else if (step.stp) lab.transact(setColumns(database, 'Bridge', step.stp[0], {stp_enable: step.stp[1]}));
	else if (step.set) {
		const [table, name, column, key, value] = step.set;
		const config = table === 'Bridge' ? bridges[name]?.columns : Object.values(bridges).find(({ports}) => ports?.[name])?.ports?.[name];
		const settings = (config ?? {}) as Record<string, Record<string, string>>;
		settings[column] = {...settings[column], [key]: value};
		lab.transact(setColumns(database, table, name, values({[column]: settings[column]})));
	}
	// What has just been configured is at once; BPDUs are sent when time goes on.
	warp(lab, 0);
}

function askFor(lab: OvsLab, {bridge: name, from, src, dst}: Trace): Pick<Trace, 'megaflow' | 'actions'> {
	const bridge = lab.bridge(name);
	const datapath = deviceAt(lab.world, bridge.datapath) as Datapath;
	const frame = buildFrame({dst: toMac(dst), src: toMac(src), etherType: 0x1234, payload: new Uint8Array(46)});
	const key = createKey();
	extractKey(frame.bytes, key, datapath.vlanLimit);
	key[WORD.inPort] = ofPortNamed(bridge, from)?.number as number;
	const answer = translate({switchd: lab.switchd, bridge, key, frame: undefined, now: lab.world.now, stats: undefined, tracing: false});
	const {mask} = answer;
	return {
		megaflow: formatMatch({key: key.map((word, at) => word & (mask[at] as number)), mask}, portNamesOf(bridge)),
		actions: formatDatapathActions(answer.actions, {numberOf: () => undefined, nameOf: (port) => portName(lab.world, datapath, port)}),
	};
}
