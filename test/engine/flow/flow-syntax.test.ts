import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {Action} from '../../../source/engine/flow/action.js';
import {applyFlowMod, createFlowTables, listRules} from '../../../source/engine/flow/flow-tables.js';
import type {Rule} from '../../../source/engine/flow/rule.js';
import {dumpHeader, formatDuration, formatFlowLine} from '../../../source/engine/flow/syntax/flow-format.js';
import {parseFlow, parseFlowFilter, splitCommand} from '../../../source/engine/flow/syntax/flow-text.js';
import {formatMatch} from '../../../source/engine/flow/syntax/match-format.js';
import type {OpenFlowVersion} from '../../../source/engine/flow/syntax/protocol.js';
import type {PortNames} from '../../../source/engine/flow/syntax/reading.js';

const ports: PortNames = {numberOf: (name) => ({p1: 1, p2: 2})[name], nameOf: (number) => ({1: 'p1', 2: 'p2'})[number]};
const SECOND = 1_000_000_000;

function ruleOf(flow: string, version: OpenFlowVersion = 'OpenFlow10', now = 0): Rule {
	const tables = createFlowTables();
	const reading = parseFlow(flow, {command: 'add', version, ports});
	if (reading.kind !== 'parsed') throw new Error(`${flow}: ${JSON.stringify(reading)}`);
	applyFlowMod(tables, reading.mod, now, []);
	return listRules(tables)[0] as Rule;
}

/** The line without statistics, as it is asked for in a version. */
function line(flow: string, added: OpenFlowVersion, asked: OpenFlowVersion): string {
	return formatFlowLine(ruleOf(flow, added), {version: asked, now: 0, stats: false}).trim();
}

describe('a flow', () => {
	test('has its place, its life and its cookie', () => {
		const reading = parseFlow(
			'cookie=0x12,table=3,priority=10,idle_timeout=5,hard_timeout=60,send_flow_rem,check_overlap,in_port=p1 actions=output:p2',
			{command: 'add', ports},
		);
		expect(reading).toMatchObject({
			kind: 'parsed',
			mod: {
				...{command: 'add', table: 3, priority: 10, cookie: 0x12n, idleTimeout: 5, hardTimeout: 60},
				flags: {sendFlowRemoved: true, checkOverlap: true},
				actions: [{kind: 'output', port: 2}],
			},
		});
	});

	test('needs actions when it is added, and has none when it is deleted', () => {
		const of = (text: string, command: 'add' | 'delete' | 'modify'): unknown => parseFlow(text, {command, ports});
		expect(of('in_port=1', 'add')).toEqual({kind: 'error', message: 'must specify an action'});
		expect(of('in_prt=1 actions=output:2', 'add')).toEqual({kind: 'error', message: 'unknown keyword in_prt'});
		expect(of('out_port=1 actions=output:2', 'add')).toEqual({kind: 'error', message: 'unknown keyword out_port'});
		expect(of('idle_timeout=1', 'delete')).toEqual({kind: 'error', message: 'unknown keyword idle_timeout'});
		expect(of('priority=1', 'delete')).toEqual({kind: 'error', message: 'unknown keyword priority'});
		expect(of('cookie=1', 'delete')).toEqual({
			kind: 'error',
			message: 'cannot set cookie (to match on a cookie, specify a mask, e.g. cookie=1/-1)',
		});
		expect(of('cookie=1/-1 actions=drop', 'add')).toEqual({kind: 'error', message: 'flow additions cannot use a cookie mask'});
	});

	test('to delete is found by cookie, output and group', () => {
		expect(parseFlow('cookie=0x5/0xf,out_port=p2,table=7', {command: 'delete', ports})).toMatchObject({
			kind: 'parsed',
			mod: {matchCookie: 5n, cookieMask: 0xfn, outPort: 2, table: 7},
		});
		expect(parseFlow('out_group=9', {command: 'delete', version: 'OpenFlow13', ports})).toMatchObject({mod: {outGroup: 9, table: 255}});
	});

	test('filters a dump like a deletion', () => {
		expect(parseFlowFilter('in_port=p1,out_port=2,table=0', {ports})).toMatchObject({kind: 'parsed', mod: {table: 0, outPort: 2}});
		expect(parseFlowFilter('foo', {ports})).toEqual({kind: 'error', message: 'field foo missing value'});
	});

	test('in a file may begin with what to do', () => {
		expect(splitCommand('in_port=1 actions=drop')).toEqual({command: 'add', text: 'in_port=1 actions=drop'});
		expect(splitCommand('  delete_strict priority=1')).toEqual({command: 'delete-strict', text: ' priority=1'});
		expect(splitCommand('modify in_port=1 actions=drop').command).toBe('modify');
		expect(splitCommand('delete')).toEqual({command: 'delete', text: ''});
	});

	test('whose match is widened tells so, and is the wider one', () => {
		const reading = parseFlow('tp_dst=80 actions=output:2', {command: 'add', ports});
		if (reading.kind !== 'parsed' || !reading.normalized) throw new Error('not widened');
		expect([formatMatch(reading.normalized.before), formatMatch(reading.normalized.after)]).toEqual(['tp_dst=80', '']);
		expect(formatMatch(reading.mod.match)).toBe('');
	});

	test('whose actions do not fit its match, or that goes back, is no flow', () => {
		const of = (text: string, version: OpenFlowVersion): unknown => parseFlow(text, {command: 'add', version, ports});
		const misfit = {kind: 'error', message: 'actions are invalid with specified match (OFPBAC_MATCH_INCONSISTENT)'};
		expect(of('actions=set_field:80->tcp_dst', 'OpenFlow13')).toMatchObject(misfit);
		expect(of('table=1 actions=goto_table:0', 'OpenFlow10')).toEqual({
			kind: 'error',
			message: 'actions are invalid with specified match (OFPBIC_BAD_TABLE_ID)',
		});
		expect(of('actions=mod_nw_dst:10.0.0.1', 'OpenFlow13')).toEqual({
			kind: 'error',
			message: 'none of the usable flow formats (OpenFlow10,NXM) is among the allowed flow formats (OXM-OpenFlow13)',
		});
	});
});

describe('versions of OpenFlow', () => {
	test('say a VLAN id in other words, which do other things', () => {
		expect(line('actions=mod_vlan_vid:7', 'OpenFlow10', 'OpenFlow10')).toBe('actions=mod_vlan_vid:7');
		expect(line('actions=mod_vlan_vid:7', 'OpenFlow13', 'OpenFlow13')).toBe('actions=push_vlan:0x8100,set_field:4103->vlan_vid');
		expect(line('dl_vlan=3,actions=mod_vlan_vid:7', 'OpenFlow13', 'OpenFlow13')).toBe('dl_vlan=3 actions=set_field:4103->vlan_vid');
		expect(line('actions=push_vlan:0x8100,set_field:4103->vlan_vid', 'OpenFlow13', 'OpenFlow10')).toBe('actions=mod_vlan_vid:7');
		expect(line('actions=strip_vlan', 'OpenFlow10', 'OpenFlow13')).toBe('reset_counts actions=pop_vlan');
	});

	test('lose instructions in 1.0, or make others of them', () => {
		expect(line('actions=goto_table:2', 'OpenFlow10', 'OpenFlow13')).toBe('reset_counts actions=resubmit(,2)');
		expect(line('actions=goto_table:2', 'OpenFlow13', 'OpenFlow13')).toBe('actions=goto_table:2');
		expect(line('actions=output:1,clear_actions,write_actions(output:2)', 'OpenFlow10', 'OpenFlow10')).toBe('actions=output:1');
	});

	test('have set_field from 1.2 on', () => {
		expect(line('tcp,actions=mod_tp_dst:80', 'OpenFlow13', 'OpenFlow13')).toBe('tcp actions=set_field:80->tcp_dst');
		expect(line('tcp,actions=set_field:80->tcp_dst', 'OpenFlow13', 'OpenFlow10')).toBe('tcp actions=mod_tp_dst:80');
		expect(line('actions=set_field:5->reg0', 'OpenFlow10', 'OpenFlow10')).toBe('actions=load:0x5->NXM_NX_REG0[]');
	});
});

describe('a line of dump-flows', () => {
	const rule: Rule = {
		...ruleOf('cookie=0x1,table=2,priority=10,idle_timeout=30,send_flow_rem,in_port=1 actions=output:2', 'OpenFlow10', SECOND),
		...{packets: 3, bytes: 294, modified: 5 * SECOND, used: 9 * SECOND},
	};

	test('counts', () => {
		expect(formatFlowLine(rule, {now: 11.5 * SECOND, ports})).toBe(
			' cookie=0x1, duration=10.500s, table=2, n_packets=3, n_bytes=294, idle_timeout=30, priority=10,in_port=p1 actions=output:p2',
		);
	});

	test('has ages in a pipe over 1.0, and flags over 1.3', () => {
		expect(formatFlowLine(rule, {now: 11 * SECOND, raw: true})).toBe(
			' cookie=0x1, duration=10s, table=2, n_packets=3, n_bytes=294, idle_timeout=30, idle_age=2, hard_age=6, priority=10,in_port=1 actions=output:2',
		);
		expect(formatFlowLine(rule, {now: 11 * SECOND, raw: true, version: 'OpenFlow13'})).toBe(
			' cookie=0x1, duration=10s, table=2, n_packets=3, n_bytes=294, idle_timeout=30, send_flow_rem reset_counts priority=10,in_port=1 actions=output:2',
		);
	});

	test('without statistics says only what was added', () => {
		expect(formatFlowLine(rule, {now: 0, stats: false, ports})).toBe(
			' cookie=0x1, table=2, idle_timeout=30, priority=10,in_port=p1 actions=output:p2',
		);
		expect(formatFlowLine(ruleOf('actions=drop'), {now: 0, stats: false})).toBe(' actions=drop');
	});

	test('stands under the name of the message', () => {
		expect(dumpHeader('OpenFlow10', 'flow', 4)).toBe('NXST_FLOW reply (xid=0x4):');
		expect(dumpHeader('OpenFlow13', 'flow')).toBe('OFPST_FLOW reply (OF1.3) (xid=0x2):');
	});

	test('has durations to the millisecond', () => {
		expect([0, 7, 1000, 1230, 61_005].map(formatDuration)).toEqual(['0s', '0.007s', '1s', '1.230s', '61.005s']);
	});

	test('can be read again, statistics and all', () => {
		const again = ruleOf(formatFlowLine(rule, {now: 11 * SECOND, raw: true}));
		expect({...again, ...ages}).toEqual({...rule, flags: again.flags, ...ages});
		expect(again.actions).toEqual<Action[]>([{kind: 'output', port: 2}]);
	});
});

const ages = {id: 0, created: 0, modified: 0, used: 0, packets: 0, bytes: 0};

describe('the flows of the recordings of Open vSwitch', () => {
	test('can be read', () => {
		const flows = recordedFlows();
		for (const [text, version] of flows) {
			const reading = parseFlow(text, {command: 'add', version, ports: anyPort});
			if (reading.kind !== 'parsed') expect(REFUSED).toContain(text);
		}
		expect(flows.length).toBeGreaterThan(45);
	});
});

/** Those that lessons show as faults. */
const REFUSED = ['in_prt=1 actions=output:2', 'in_port=1 actions=output:2,foo', 'table=1,in_port=1 actions=goto_table:0'];

const anyPort: PortNames = {numberOf: (name) => (/^(p|br|vx|patch)[\w-]*$/.test(name) ? 7 : undefined), nameOf: () => undefined};

/** Everything that was given to `ovs-ofctl add-flow`. */
function recordedFlows(): [string, OpenFlowVersion][] {
	const folder = new URL('../../conformance/ovs/', import.meta.url);
	const flows: [string, OpenFlowVersion][] = [];
	for (const file of readdirSync(folder)) {
		const text = readFileSync(new URL(file, folder), 'utf8');
		for (const [, version, flow] of text.matchAll(/"ovs-ofctl (?:-O (OpenFlow\d\d) )?add-flow \w+ '?([^'"]+)/g)) {
			flows.push([flow as string, (version ?? 'OpenFlow10') as OpenFlowVersion]);
		}
	}
	return flows;
}
