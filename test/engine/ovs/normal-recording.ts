/**
 * Recordings of random switches: what a real Open vSwitch 3.1 (dummy datapath, stopped clock) said to
 * `ofproto/trace` with a frame, which learns, and to `fdb/show`, `mdb/show` and `fdb/stats-show` in between.
 */
import {expect} from 'vitest';
import {traceSentences} from '../../../source/console/print/ovs-trace-sentences.js';
import type {Datapath} from '../../../source/engine/devices/datapath/datapath-device.js';
import {extractKey} from '../../../source/engine/devices/datapath/extract.js';
import {portName} from '../../../source/engine/devices/datapath/flow-text.js';
import {formatDatapathActions} from '../../../source/engine/flow/datapath-text/action-format.js';
import {createKey, WORD} from '../../../source/engine/flow/key.js';
import {formatMatch} from '../../../source/engine/flow/syntax/match-format.js';
import {formatMac, toMac} from '../../../source/engine/mac.js';
import type {OvsCause} from '../../../source/engine/ovs/cause.js';
import {addPort, deletePort, setColumns} from '../../../source/engine/ovs/configure/configuration.js';
import {flushMacs} from '../../../source/engine/ovs/mac/mac-flush.js';
import {countMacs, listMacs} from '../../../source/engine/ovs/mac/mac-learning.js';
import {addStaticMac, deleteStaticMac} from '../../../source/engine/ovs/mac/mac-static.js';
import {armSwitchd, runSwitchd} from '../../../source/engine/ovs/run.js';
import {flushMcast, listMdb} from '../../../source/engine/ovs/snooping/mcast-snooping.js';
import {portNamesOf} from '../../../source/engine/ovs/translate/report.js';
import {translate} from '../../../source/engine/ovs/translate/translate.js';
import {LOCAL, ofPortNamed} from '../../../source/engine/ovs/vswitchd.js';
import {deviceAt} from '../../../source/engine/world.js';
import {warp} from './normal-harness.js';
import {addStation, type BridgeDescription, type OvsLab, ovsLab, type PortDescription, values} from './ovs-lab.js';

export interface Step {
	/** A frame, and what `ofproto/trace` said. */
	from?: string;
	frame?: string;
	text?: string[];
	megaflow?: string;
	actions?: string;
	/** Seconds. */
	warp?: number;
	cmd?: string[];
	output?: string;
	set?: string;
	delPort?: string;
	addPort?: string;
	config?: PortDescription;
	noFlood?: string;
	on?: boolean;
	/** State afterwards. */
	fdb?: string[];
	mdb?: string[];
	stats?: string[];
}

export interface Recording {
	seed: number;
	bridge: NonNullable<BridgeDescription['columns']>;
	vlanLimit: number;
	ports: Record<string, PortDescription>;
	steps: Step[];
}

/** Plays a recording, and expects everything that it says. */
export function playRecording(recording: Recording): void {
	const lab = labOf(recording);
	for (const [index, step] of recording.steps.entries()) {
		const where = `step ${index}`;
		if (step.frame !== undefined) {
			const {text, megaflow, actions} = step;
			expect(traceFrame(lab, step.from as string, step.frame), where).toEqual({text, megaflow, actions});
		} else {
			carryOut(lab, recording, step, where);
		}
		settle(lab);
		if (step.fdb) expect(fdbRows(lab), where).toEqual(step.fdb);
		if (step.mdb) expect(mdbRows(lab), where).toEqual(step.mdb);
		if (step.stats) expect(statistics(lab), where).toEqual(step.stats);
	}
}

function labOf({bridge, vlanLimit, ports}: Recording): OvsLab {
	const named = Object.entries(ports).map(([name, config], index) => [name, {...config, ofport: index + 1}]);
	return ovsLab({
		bridges: {br0: {columns: bridge, ports: Object.fromEntries(named)}},
		otherConfig: {'vlan-limit': String(vlanLimit)},
	});
}

/** The daemon's loop goes round once. */
function settle({world, host, sink}: OvsLab): void {
	runSwitchd(world, host, sink);
	armSwitchd(world, host, sink);
}

function traceFrame(lab: OvsLab, from: string, hex: string): Pick<Step, 'text' | 'megaflow' | 'actions'> {
	const bridge = lab.bridge();
	const datapath = deviceAt(lab.world, bridge.datapath) as Datapath;
	const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
	const key = createKey();
	if (!extractKey(bytes, key, datapath.vlanLimit)) throw new Error('no frame');
	key[WORD.inPort] = from === 'br0' ? LOCAL : (ofPortNamed(bridge, from)?.number as number);
	const {now} = lab.world;
	const stats = {packets: 1, bytes: bytes.length, used: now, tcpFlags: 0};
	const answer = translate({switchd: lab.switchd, bridge, key, frame: {bytes}, now, stats, tracing: true});
	const {mask} = answer;
	const masked = key.map((word, at) => word & (mask[at] as number));
	return {
		text: answer.report.flatMap(({cause}) => linesOf(cause)),
		megaflow: formatMatch({key: masked, mask}, portNamesOf(bridge)),
		actions: formatDatapathActions(answer.actions, {numberOf: () => undefined, nameOf: (port) => portName(lab.world, datapath, port)}),
	};
}

const MARKS = {detail: ['-> ', ''], warning: ['>> ', ''], error: ['>>>> ', ' <<<<'], step: ['', ''], bucket: ['', '']} as const;

function linesOf(cause: OvsCause): string[] {
	if (cause.kind === 'ovs-rule') return [` ${cause.table}. priority ${cause.priority}`];
	if (cause.kind === 'ovs-action') return [`    ${cause.action}`];
	const sentences = cause.kind === 'ovs-remark' ? [{level: cause.level ?? 'detail', text: cause.text}] : traceSentences(cause);
	return sentences.map(({level, text}) => `     ${MARKS[level][0]}${text}${MARKS[level][1]}`);
}

function carryOut(lab: OvsLab, recording: Recording, step: Step, where: string): void {
	const {database} = lab.switchd;
	const bridge = lab.bridge();
	if (step.warp !== undefined) warp(lab, step.warp * 1000);
	else if (step.cmd) expect(command(lab, step.cmd), where).toBe((step.output ?? '').trim());
	else if (step.set !== undefined) lab.transact(setColumns(database, 'Port', step.set, allColumns(step.config ?? {})));
	else if (step.delPort !== undefined) lab.transact(deletePort(database, 'br0', step.delPort));
	else if (step.addPort !== undefined) {
		addStation(lab.world, lab.host, step.addPort, lab.apply);
		const number = Object.keys(recording.ports).indexOf(step.addPort) + 1;
		const ofport = {name: step.addPort, columns: {ofport_request: number}};
		lab.transact(addPort(database, 'br0', step.addPort, values(step.config as never), [ofport]));
	} else if (step.noFlood !== undefined) {
		const port = ofPortNamed(bridge, step.noFlood);
		if (port) port.config.noFlood = step.on === true;
	} else throw new Error(`unknown step ${JSON.stringify(step)}`);
}

/** What is not given is the default. */
function allColumns(config: PortDescription): ReturnType<typeof values> {
	const none = {vlan_mode: [], tag: [], trunks: [], cvlans: [], protected: false, other_config: {}};
	return values({...none, ...config} as never);
}

function command(lab: OvsLab, [name, ...words]: string[]): string {
	const bridge = lab.bridge();
	switch (name) {
		case 'fdb/add': {
			const [port = '', vlan, mac = ''] = words;
			const before = addStaticMac(bridge, port, Number(vlan), toMac(mac), lab.world.now);
			return before ? `Overriding already existing ${before.static ? 'static' : 'dynamic'} entry on ${numberOf(lab, before.port)}` : '';
		}
		case 'fdb/del':
			return deleteStaticMac(bridge, Number(words[0]), toMac(words[1] as string)) ? '' : 'could not find static mac entry';
		case 'fdb/flush':
			flushMacs(bridge.macs);
			return '';
		case 'mdb/flush':
			if (bridge.snooping) flushMcast(bridge.snooping);
			return '';
		default:
			throw new Error(`unknown command ${name}`);
	}
}

/** The OpenFlow port of a port, as it is printed. */
function numberOf(lab: OvsLab, name: string): string {
	const number = lab.bridge().ports.find((port) => port.name === name)?.members[0];
	return number === LOCAL ? 'LOCAL' : String(number);
}

function fdbRows(lab: OvsLab): string[] {
	return listMacs(lab.bridge().macs, lab.world.now).map(
		({port, vlan, mac, age, static: isStatic}) => `${numberOf(lab, port)} ${vlan} ${formatMac(mac)} ${isStatic ? 'static' : age}`,
	);
}

function mdbRows(lab: OvsLab): string[] {
	const {snooping} = lab.bridge();
	if (!snooping) return [];
	return listMdb(snooping, lab.world.now).map(({port, vlan, group, age}) => `${numberOf(lab, port)} ${vlan} ${group ?? 'querier'} ${age}`);
}

function statistics(lab: OvsLab): string[] {
	const {macs} = lab.bridge();
	const {static: fixed, learned, expired, evicted, moved} = macs.statistics;
	return [`${countMacs(macs)}/${macs.maxEntries}`, ...[fixed, learned, expired, evicted, moved].map(String)];
}
