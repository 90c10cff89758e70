import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {buildFrame, type Tag, TPID_8021Q} from '../../../source/engine/frame.js';
import {toMac} from '../../../source/engine/mac.js';
import {deletePort, setColumns} from '../../../source/engine/ovs/configure/configuration.js';
import {flushMacs} from '../../../source/engine/ovs/mac/mac-flush.js';
import {addStaticMac, deleteStaticMac} from '../../../source/engine/ovs/mac/mac-static.js';
import {ofPortNamed} from '../../../source/engine/ovs/vswitchd.js';
import {type FdbRow, fdb, warp} from './normal-harness.js';
import {type BridgeDescription, type OvsLab, ovsLab} from './ovs-lab.js';
import {ask, copies} from './translation-harness.js';

interface Step {
	packet?: {in_port: string; src: string; dst: string; vlan?: number; trace_without_generate?: boolean};
	expect_out?: string[];
	fdb_lru_to_mru?: FdbRow[];
	advance_ms?: number;
	command?: string;
	output?: string;
}
interface Case {
	name: string;
	bridge: string;
	ports: number;
	port_config: string;
	steps: Step[];
}

const file = join(import.meta.dirname, '../../conformance/rules/ovs-mac-learning.json');
const {cases} = JSON.parse(readFileSync(file, 'utf8')) as {cases: Case[]};

function bridgeColumns(text: string): NonNullable<BridgeDescription['columns']> {
	const setting = /^other[-_]config:([^=]+)=(.*)$/.exec(text);
	if (setting) return {other_config: {[setting[1] as string]: setting[2] as string}};
	return text === 'flood_vlans=10' ? {flood_vlans: [10]} : {};
}

function labOf({bridge, ports, port_config}: Case): OvsLab {
	const names = Array.from({length: ports}, (_, index) => `p${index + 1}`);
	const isProtected = (name: string): boolean => port_config.includes(`set port ${name} protected=true`);
	return ovsLab({
		bridges: {
			br0: {
				columns: bridgeColumns(bridge),
				ports: Object.fromEntries(names.map((name) => [name, isProtected(name) ? {protected: true} : {}])),
			},
		},
	});
}

function carryOut(lab: OvsLab, command: string): string {
	const words = command.split(' ');
	const bridge = lab.bridge();
	switch (words.slice(0, 2).join(' ')) {
		case 'ovs-appctl fdb/add': {
			const [, , , port = '', vlan, mac = ''] = words;
			const before = addStaticMac(bridge, port, Number(vlan), toMac(mac), lab.world.now);
			if (!before) return '';
			return `Overriding already existing ${before.static ? 'static' : 'dynamic'} entry on ${ofPortNamed(bridge, before.port)?.number}`;
		}
		case 'ovs-appctl fdb/del':
			return deleteStaticMac(bridge, Number(words[3]), toMac(words[4] as string)) ? '' : 'could not find static mac entry';
		case 'ovs-appctl fdb/flush':
			flushMacs(bridge.macs);
			return 'table successfully flushed';
		case 'ovs-vsctl del-port':
			lab.transact(deletePort(lab.switchd.database, 'br0', words[3] as string));
			return '';
		case 'ovs-vsctl set': {
			const [column, value] = (words[4] as string).split('=') as [string, string];
			lab.transact(setColumns(lab.switchd.database, 'Port', words[3] as string, {[column]: Number(value)}));
			return '';
		}
		default:
			throw new Error(`unknown command "${command}"`);
	}
}

function play(lab: OvsLab, step: Step): void {
	const {packet, expect_out, fdb_lru_to_mru, advance_ms, command, output} = step;
	if (packet) {
		const tags: Tag[] = packet.vlan ? [{tpid: TPID_8021Q, pcp: 0, dei: false, vid: packet.vlan}] : [];
		const frame = buildFrame({dst: toMac(packet.dst), src: toMac(packet.src), tags, etherType: 0x1234, payload: new Uint8Array(46)});
		const {actions} = ask(lab, frame, packet.in_port, packet.trace_without_generate);
		expect(
			copies(lab, actions, tags)
				.map(({port}) => port)
				.sort(),
		).toEqual(expect_out);
	} else if (advance_ms !== undefined) {
		warp(lab, advance_ms);
	} else if (command !== undefined) {
		expect(carryOut(lab, command)).toBe(output);
	} else {
		expect(fdb(lab)).toEqual(fdb_lru_to_mru);
	}
}

describe('the MAC table agrees with the table', () => {
	it.each(cases.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
		const lab = labOf(entry);
		expect(entry.steps.length).toBeGreaterThan(0);
		for (const step of entry.steps) play(lab, step);
	});
});
