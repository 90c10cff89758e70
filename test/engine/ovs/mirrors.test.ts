import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {parseMatch} from '../../../source/engine/flow/syntax/match-text.js';
import {NO_PORT_NAMES} from '../../../source/engine/flow/syntax/reading.js';
import {buildFrame, type Frame, type Tag} from '../../../source/engine/frame.js';
import {toMac} from '../../../source/engine/mac.js';
import type {Mirror} from '../../../source/engine/ovs/mirror/mirror.js';
import {LOCAL} from '../../../source/engine/ovs/vswitchd.js';
import {buildIpv4, IP_PROTOCOL} from '../../../source/engine/protocol/ipv4.js';
import {type OvsLab, ovsLab} from './ovs-lab.js';
import {addFlow, ask, type Copy, copies} from './translation-harness.js';

interface Row {
	in_port: string | null;
	tags_in?: {vid: number; pcp: number}[];
	packet?: {ip_proto: number; tcp_dst?: number; icmp_type?: number};
	filter?: string;
	expect: Copy[];
	expect_before_3_2?: Copy[];
	order_significant?: boolean;
	after_recirculation?: Copy[];
}
interface MirrorRow {
	name: string;
	select_all?: boolean;
	select_src_port?: string[];
	select_dst_port?: string[];
	select_vlan?: number;
	output_port?: string;
	output_vlan?: number;
	snaplen?: number;
}
interface Case {
	name: string;
	ports: Record<string, {mode: 'trunk' | 'access'; tag?: number}>;
	br0_local: {mode: 'trunk' | 'access'; tag?: number};
	mirrors: MirrorRow[];
	openflow: string[];
	rows: Row[];
}

const file = join(import.meta.dirname, '../../conformance/rules/ovs-mirror.json');
const {cases} = JSON.parse(readFileSync(file, 'utf8')) as {cases: Case[]};
/** The action that stops and goes on is one for tests of the real program only. */
const OUT_OF_REACH = ['recirculation does not re-mirror'];
/** Mirrors have filters since. */
const FILTER_RELEASE = 304;
const played = cases.filter(({name}) => !OUT_OF_REACH.includes(name));

for (const release of [301, 307]) {
	describe(`mirrors of release ${release} agree with the table`, () => {
		it.each(
			played
				.filter((entry) => release >= FILTER_RELEASE || !entry.rows.some(({filter}) => filter))
				.map((entry) => [entry.name, entry] as const),
		)('%s', (_, entry) => {
			expect(entry.rows.length).toBeGreaterThan(0);
			for (const row of entry.rows) {
				const lab = labOf(entry, release);
				if (row.filter !== undefined) setFilter(lab, row.filter);
				const tags = (row.tags_in ?? []).map((tag): Tag => ({tpid: 0x8100, dei: false, ...tag}));
				const answer = ask(lab, frameOf(row, tags), row.in_port ?? undefined);
				const expected = (release < 302 && row.expect_before_3_2) || row.expect;
				const sent = copies(lab, answer.actions, tags);
				if (row.order_significant === false) expect(sorted(sent)).toEqual(sorted(expected));
				else expect(sent).toEqual(expected);
			}
		});
	});
}

function labOf(entry: Case, release: number): OvsLab {
	const ports = Object.fromEntries(
		Object.entries(entry.ports).map(([name, {mode, tag}]) => [name, mode === 'access' ? {vlan_mode: 'access', tag: tag ?? 0} : {}]),
	);
	const lab = ovsLab({bridges: {br0: {ports}}, release});
	const bridge = lab.bridge();
	const local = bridge.ports.find(({members}) => members.includes(LOCAL));
	if (local && entry.br0_local.mode === 'access') Object.assign(local, {vlanMode: 'access', tag: entry.br0_local.tag ?? 0});
	bridge.mirrors = entry.mirrors.map(mirrorOf);
	if (!entry.openflow.some((flow) => flow.includes('NORMAL'))) addFlow(lab, 'priority=0 actions=drop');
	for (const flow of entry.openflow) addFlow(lab, flow);
	return lab;
}

function mirrorOf(row: MirrorRow): Mirror {
	return {
		name: row.name,
		selectAll: row.select_all ?? false,
		selectSrc: row.select_src_port ?? [],
		selectDst: row.select_dst_port ?? [],
		selectVlan: row.select_vlan === undefined ? undefined : vlanSet(row.select_vlan),
		outputPort: row.output_port,
		outputVlan: row.output_vlan,
		snaplen: row.snaplen ?? 0,
		packets: 0,
		bytes: 0,
	};
}

/** A filter that cannot be read takes the mirror away. */
function setFilter(lab: OvsLab, text: string): void {
	const bridge = lab.bridge();
	if (text === '(empty)') return;
	const match = parseMatch(text, NO_PORT_NAMES);
	bridge.mirrors = match.kind === 'parsed' ? bridge.mirrors.map((mirror) => ({...mirror, filter: match.value})) : [];
}

function frameOf({packet}: Row, tags: readonly Tag[]): Frame {
	const protocol = packet?.ip_proto ?? IP_PROTOCOL.icmp;
	const payload = new Uint8Array(20);
	if (protocol === IP_PROTOCOL.icmp) payload[0] = packet?.icmp_type ?? 8;
	else payload.set([0x80, 0, (packet?.tcp_dst ?? 0) >> 8, (packet?.tcp_dst ?? 0) & 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x50]);
	const bytes = buildIpv4({source: 0xc0a8_0001, destination: 0xc0a8_0002, protocol, payload});
	return buildFrame({dst: toMac('50:54:00:00:00:07'), src: toMac('50:54:00:00:00:05'), tags, etherType: 0x0800, payload: bytes});
}

function vlanSet(vid: number): Uint32Array {
	const bits = new Uint32Array(128);
	bits[vid >> 5] = 1 << (vid & 31);
	return bits;
}

function sorted(list: readonly Copy[]): string[] {
	return list.map((copy) => JSON.stringify(copy)).sort();
}
