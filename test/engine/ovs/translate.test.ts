import {describe, expect, it} from 'vitest';
import {traceText} from '../../../source/console/print/ovs-trace.js';
import type {Action} from '../../../source/engine/flow/action.js';
import {listRules, tableStatistics} from '../../../source/engine/flow/flow-tables.js';
import {WORD} from '../../../source/engine/flow/key.js';
import {hasLookedAtPriority} from '../../../source/engine/flow/queue-priority.js';
import {parseActions} from '../../../source/engine/flow/syntax/action-text.js';
import {NO_PORT_NAMES} from '../../../source/engine/flow/syntax/reading.js';
import {dropRecirculations, ingressOfRecirculation} from '../../../source/engine/ovs/translate/recirculate.js';
import {pushCredits, translate} from '../../../source/engine/ovs/translate/translate.js';
import type {Answer, Request, Stats} from '../../../source/engine/ovs/translate/translation.js';
import {type OvsLab, ovsLab, type PortDescription} from './ovs-lab.js';
import {actionsText, addFlow, addGroup, keyOf, traceFlow} from './pipeline.js';

const FRAME = 'in_port=p1,dl_src=02:00:00:00:00:01,dl_dst=02:00:00:00:00:02';
const TCP = `${FRAME},tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,nw_ttl=64,nw_tos=0,tp_src=1000,tp_dst=80`;
const ETH = `${FRAME},dl_type=0x88b5`;

/** A bridge of ports p1 to p4 without flows of its own, and these. */
function labWith(flows: readonly string[], ports: Record<string, PortDescription> = {}): OvsLab {
	const lab = ovsLab({bridges: {br0: {ports: {p1: {}, p2: {}, p3: {}, p4: {}, ...ports}, columns: {fail_mode: 'secure'}}}});
	for (const flow of flows) addFlow(lab, 'br0', flow);
	return lab;
}

/** Datapath actions for a frame, in text. */
function told(lab: OvsLab, flow: string): string {
	return actionsText(lab, traceFlow(lab, flow).actions);
}

/** Translates a frame that is really there. */
function send(lab: OvsLab, flow: string, more: Partial<Request> = {}): Answer {
	const stats: Stats = {packets: 1, bytes: 100, used: lab.world.now, tcpFlags: 0};
	return translate({
		switchd: lab.switchd,
		bridge: lab.bridge('br0'),
		key: keyOf(lab, flow),
		frame: undefined,
		now: lab.world.now,
		stats,
		tracing: true,
		...more,
	});
}

function actionsOf(text: string): Action[] {
	const parsed = parseActions(text, NO_PORT_NAMES);
	if (parsed.kind !== 'parsed') throw new Error(text);
	return parsed.value;
}

describe('tables', () => {
	it('a miss is a drop, and says so', () => {
		const answer = traceFlow(labWith([]), ETH);
		expect(answer.actions).toEqual([]);
		expect(answer.drop).toBe('ovs-table-miss');
		expect(traceText(answer.report)).toEqual(['bridge("br0")', '-------------', ' 0. No match.', '    drop']);
	});

	it('a flow that says drop is another thing', () => {
		expect(traceFlow(labWith(['actions=drop']), ETH).drop).toBe('ovs-flow-drop');
	});

	it('a resubmit that leads to itself ends at depth 64, and nothing at all is sent', () => {
		const lab = labWith(['actions=output:2,resubmit(,0)']);
		const answer = traceFlow(lab, ETH);
		expect(answer).toMatchObject({actions: [], slow: [], error: 'too-deep', drop: 'ovs-translation-error'});
		expect(answer.report.filter(({cause}) => cause.kind === 'ovs-rule')).toHaveLength(65);
	});

	it('a chain that doubles at each step ends after 4096 steps', () => {
		const lab = labWith([
			...Array.from({length: 14}, (_, n) => `table=${n},actions=resubmit(,${n + 1}),resubmit(,${n + 1})`),
			'table=14,actions=output:2',
		]);
		expect(traceFlow(lab, ETH)).toMatchObject({actions: [], error: 'too-many-resubmits'});
	});

	it('goto_table goes up through as many tables as there are', () => {
		const lab = labWith([...Array.from({length: 100}, (_, n) => `table=${n},actions=resubmit(,${n + 1})`), 'table=100,actions=output:2']);
		expect(told(lab, ETH)).toBe('p2');
	});

	it('a resubmit by another port looks up as if the frame had come by it, and acts on the real one', () => {
		const lab = labWith(['in_port=1,actions=resubmit(3,1)', 'table=1,in_port=3,actions=output:1,output:3,in_port']);
		expect(told(lab, ETH)).toBe('p3,p1');
	});

	it('counts tables and flows, and later packets without translating again', () => {
		const lab = labWith(['actions=resubmit(,1),output:2', 'table=1,tcp,actions=output:3']);
		const answer = send(lab, ETH);
		const {tables} = lab.bridge();
		expect(tableStatistics(tables, 0)).toEqual({active: 1, lookups: 1, matched: 1});
		expect(tableStatistics(tables, 1)).toEqual({active: 1, lookups: 1, matched: 0});
		pushCredits(lab.switchd, answer.credits, {packets: 10, bytes: 600, used: 7, tcpFlags: 0});
		expect(listRules(tables, 0).map(({packets, bytes, used}) => ({packets, bytes, used}))).toEqual([{packets: 11, bytes: 700, used: 7}]);
		expect(listRules(tables, 1)[0]?.packets).toBe(0);
		expect(tableStatistics(tables, 1).lookups).toBe(11);
	});

	it('a frame of the slow path teaches, and counts nothing', () => {
		const lab = labWith(['actions=learn(table=1,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])']);
		send(lab, ETH, {stats: {packets: 0, bytes: 0, used: 0, tcpFlags: 0}});
		expect(listRules(lab.bridge().tables, 0)[0]?.packets).toBe(0);
		expect(listRules(lab.bridge().tables, 1)).toHaveLength(1);
	});
});

describe('outputs', () => {
	it('passes over the port where the frame came in, but not IN_PORT', () => {
		const lab = labWith(['actions=output:1,output:2,in_port']);
		expect(told(lab, ETH)).toBe('p2,p1');
	});

	it('FLOOD leaves out no-flood ports, ALL does not, and neither the ingress', () => {
		const lab = labWith(['tcp,actions=ALL', 'actions=FLOOD']);
		Object.assign(lab.bridge().ofPorts.get(3)?.config as object, {noFlood: true});
		expect(told(lab, ETH).split(',').sort()).toEqual(['br0', 'p2', 'p4']);
		expect(told(lab, TCP).split(',').sort()).toEqual(['br0', 'p2', 'p3', 'p4']);
	});

	it('no port that must not send, none that is not there', () => {
		const lab = labWith(['actions=output:2,output:9,output:3']);
		Object.assign(lab.bridge().ofPorts.get(3)?.config as object, {noForward: true});
		expect(told(lab, ETH)).toBe('p2');
		expect(traceText(traceFlow(lab, ETH).report).filter((line) => line.includes('>'))).toEqual([
			'     >> Nonexistent output port',
			'     -> OFPPC_NO_FWD set, skipping output',
		]);
	});

	it('a port that does not receive drops what comes in', () => {
		const lab = labWith(['actions=output:2']);
		Object.assign(lab.bridge().ofPorts.get(1)?.config as object, {noReceive: true});
		expect(traceFlow(lab, ETH)).toMatchObject({actions: [], drop: 'ovs-port-not-receiving'});
	});

	it('cuts a copy', () => {
		expect(told(labWith(['actions=output(port=2,max_len=64),output:3']), ETH)).toBe('trunc(64),p2,p3');
	});

	it('by a register', () => {
		const lab = labWith(['actions=load:3->NXM_NX_REG5[],output:NXM_NX_REG5[0..15]']);
		expect(told(lab, ETH)).toBe('p3');
	});

	it('TABLE walks table 0 again', () => {
		const lab = labWith(['in_port=1,actions=load:2->NXM_OF_IN_PORT[],table', 'in_port=2,actions=output:3']);
		expect(told(lab, ETH)).toBe('p3');
	});

	it('to a queue says the priority of the queue, as long as it is in force', () => {
		const answer = told(labWith(['actions=enqueue:2:1,output:4,set_queue:3,output:3,pop_queue,output:4']), ETH);
		expect(answer).toBe('set(skb_priority(0x1)),p2,set(skb_priority(0)),p4,set(skb_priority(0x3)),p3,set(skb_priority(0)),p4');
	});

	it('to a queue depends on the queue in which the frame came', () => {
		const lookedAt = (flow: string): boolean => hasLookedAtPriority(send(labWith([flow]), ETH).mask);
		expect([lookedAt('actions=set_queue:0,output:3'), lookedAt('actions=output:3')]).toEqual([true, false]);
	});

	it('exit ends the tables above too', () => {
		const lab = labWith(['actions=resubmit(,1),output:3', 'table=1,actions=output:2,exit,output:4']);
		expect(told(lab, ETH)).toBe('p2');
	});
});

describe('headers', () => {
	it('OpenFlow 1.0 gives a tag to a frame that has none, and rewrites one that is there', () => {
		const lab = labWith(['actions=mod_vlan_vid:10,output:2']);
		expect(told(lab, ETH)).toBe('push_vlan(vid=10,pcp=0),p2');
		expect(told(lab, `${ETH},dl_vlan=20,dl_vlan_pcp=3`)).toBe('pop_vlan,push_vlan(vid=10,pcp=3),p2');
	});

	it('a push on a tagged frame leaves the tag that is there alone', () => {
		const lab = ovsLab({bridges: {br0: {ports: {p1: {}, p2: {}}, columns: {fail_mode: 'secure'}}}});
		addFlow(lab, 'br0', 'actions=push_vlan:0x88a8,set_field:4106->vlan_vid,output:2,pop_vlan,output:2', 'OpenFlow13');
		expect(told(lab, `${ETH},dl_vlan=20,dl_vlan_pcp=0`)).toBe('push_vlan(tpid=0x88a8,vid=10,pcp=0),p2,pop_vlan,p2');
	});

	it('only what is sent is written, and what follows an output is written for the next', () => {
		const lab = labWith([
			'actions=mod_dl_src:02:00:00:00:00:0a,mod_dl_src:02:00:00:00:00:0b,output:2,mod_dl_src:02:00:00:00:00:01,output:3,strip_vlan',
		]);
		expect(told(lab, ETH)).toBe('set(eth(src=02:00:00:00:00:0b)),p2,set(eth(src=02:00:00:00:00:01)),p3');
	});

	it('writes single bits', () => {
		const lab = labWith(['actions=load:0x5->NXM_OF_ETH_SRC[0..7],output:2']);
		expect(told(lab, ETH)).toBe('set(eth(src=00:00:00:00:00:05/00:00:00:00:00:ff)),p2');
	});

	it('what the frame does not have is not written', () => {
		const lab = labWith(['actions=mod_nw_dst:10.0.0.9,mod_tp_dst:9,output:2']);
		expect(told(lab, ETH)).toBe('p2');
		expect(told(lab, TCP)).toBe('set(ipv4(dst=10.0.0.9)),set(tcp(dst=9)),p2');
	});

	it('ARP and ICMP cannot be written by the datapath: the frame goes the slow way each time', () => {
		const lab = labWith([
			'arp,actions=load:2->NXM_OF_ARP_OP[],output:2',
			'icmp,actions=load:0->NXM_OF_ICMP_TYPE[],output:2',
			'tcp,actions=output:2',
		]);
		expect(traceFlow(lab, `${FRAME},arp,arp_op=1`).slow).toEqual(['action']);
		expect(traceFlow(lab, `${FRAME},icmp,icmp_type=8`).slow).toEqual(['action']);
		expect(traceFlow(lab, TCP).slow).toEqual([]);
	});

	it('a TTL that is used up goes to the controller, and its flow ends', () => {
		const lab = labWith(['actions=resubmit(,1),output:3', 'table=1,ip,actions=dec_ttl,output:2']);
		expect(told(lab, TCP)).toBe('set(ipv4(ttl=63)),p2,p3');
		const [up, output] = traceFlow(lab, TCP.replace('nw_ttl=64', 'nw_ttl=1')).actions;
		expect(up).toMatchObject({kind: 'userspace', why: {kind: 'controller', reason: 'invalid_ttl', maxLength: 65535}});
		expect(output).toEqual({kind: 'output', port: lab.bridge().ofPorts.get(3)?.datapathPort});
	});
});

describe('action sets', () => {
	const set = (text: string, flow = ETH): string => {
		const lab = labWith([]);
		addFlow(lab, 'br0', `actions=write_actions(${text})`, 'OpenFlow13');
		return told(lab, flow);
	};

	it('run in the order of the standard, whatever the order in which they were written', () => {
		const tagged = `${ETH},dl_vlan=20,dl_vlan_pcp=0`;
		expect(set('output:2,push_vlan:0x8100,pop_vlan', tagged)).toBe('pop_vlan,push_vlan(vid=0,pcp=0),p2');
	});

	it('have one output: the last', () => {
		expect(set('output:2,output:3')).toBe('p3');
	});

	it('do nothing without one', () => {
		expect(set('push_vlan:0x8100')).toBe('drop');
	});

	it('are cleared', () => {
		const lab = labWith([]);
		addFlow(lab, 'br0', 'actions=write_actions(output:2),goto_table:1', 'OpenFlow13');
		addFlow(lab, 'br0', 'table=1,actions=clear_actions,write_actions(output:3)', 'OpenFlow13');
		expect(told(lab, ETH)).toBe('p3');
	});

	it('prefer a group to an output', () => {
		const lab = labWith([]);
		addGroup(lab, 'br0', 'group_id=1,type=all,bucket=actions=output:3');
		addFlow(lab, 'br0', 'actions=write_actions(group:1,output:2)', 'OpenFlow13');
		expect(told(lab, ETH)).toBe('p3');
	});
});

describe('groups', () => {
	const withGroup = (group: string, flow = 'actions=group:1'): OvsLab => {
		const lab = labWith([]);
		addGroup(lab, 'br0', group);
		addFlow(lab, 'br0', flow, 'OpenFlow13');
		return lab;
	};

	it('all: each bucket has a copy of its own', () => {
		const lab = withGroup(
			'group_id=1,type=all,bucket=actions=set_field:02:00:00:00:00:0a->eth_dst,output:2,bucket=actions=output:3',
			'actions=group:1,output:4',
		);
		expect(told(lab, ETH)).toBe('set(eth(dst=02:00:00:00:00:0a)),p2,set(eth(dst=02:00:00:00:00:02)),p3,p4');
		send(lab, ETH);
		const group = lab.bridge().groups.groups.get(1);
		expect([group?.packets, ...(group?.buckets ?? []).map(({packets}) => packets)]).toEqual([1, 1, 1]);
	});

	it('fast failover: the first bucket whose port is up', () => {
		const lab = withGroup('group_id=1,type=ff,bucket=watch_port:2,actions=output:2,bucket=watch_port:3,actions=output:3');
		expect(told(lab, ETH)).toBe('p2');
		const port = lab.bridge().ofPorts.get(2);
		if (port) port.up = false;
		expect(told(lab, ETH)).toBe('p3');
		send(lab, ETH);
		expect(
			lab
				.bridge()
				.groups.groups.get(1)
				?.buckets.map(({packets}) => packets),
		).toEqual([0, 1]);
	});

	it('fast failover by another group, and none left', () => {
		const lab = withGroup('group_id=1,type=ff,bucket=watch_group:2,actions=output:2');
		addGroup(lab, 'br0', 'group_id=2,type=ff,bucket=watch_port:3,actions=output:3');
		expect(told(lab, ETH)).toBe('p2');
		const port = lab.bridge().ofPorts.get(3);
		if (port) port.up = false;
		expect(traceFlow(lab, ETH)).toMatchObject({actions: [], drop: 'ovs-no-output'});
	});

	it('select: the datapath hashes, the frame comes back, and a bucket is chosen by the hash', () => {
		const lab = withGroup(
			'group_id=1,type=select,bucket=weight:1,actions=output:2,bucket=weight:1,actions=output:3',
			'actions=group:1,output:4',
		);
		const first = send(lab, ETH);
		expect(actionsText(lab, first.actions)).toBe('hash(sym_l4(0)),recirc(0x?)');
		expect(first.recirculations).toEqual([1]);
		const chosen = new Set<string>();
		for (let hash = 1; hash <= 16; hash++) {
			const key = keyOf(lab, ETH);
			key[WORD.recirc] = 1;
			key[WORD.dpHash] = hash;
			const second = send(lab, ETH, {key});
			expect(second.mask[WORD.dpHash]).toBe(15);
			chosen.add(actionsText(lab, second.actions));
		}
		expect([...chosen].sort()).toEqual(['p2,p4', 'p3,p4']);
	});

	it('equal states share a number, "what if" gives none away, and an unused one is forgotten', () => {
		const lab = withGroup('group_id=1,type=select,bucket=weight:1,actions=output:2');
		traceFlow(lab, ETH);
		expect(lab.switchd.recirculations).toEqual([]);
		send(lab, ETH);
		send(lab, TCP);
		expect(lab.switchd.recirculations.map(({id}) => id)).toEqual([1]);
		send(lab, ETH.replace('in_port=p1', 'in_port=p3'));
		expect(lab.switchd.recirculations.map(({id}) => id)).toEqual([1, 2]);
		expect(ingressOfRecirculation(lab.switchd, 2)).toEqual({bridge: 'br0', port: 3});
		dropRecirculations(lab.switchd, new Set([2]));
		expect(lab.switchd.recirculations.map(({id}) => id)).toEqual([2]);
	});

	it('a number that nobody knows is an error', () => {
		const lab = labWith(['actions=output:2']);
		const key = keyOf(lab, ETH);
		key[WORD.recirc] = 9;
		expect(send(lab, ETH, {key})).toMatchObject({actions: [], error: 'no-recirculation-context'});
	});

	it('that is not there ends the actions', () => {
		const lab = withGroup('group_id=1,type=all,bucket=actions=output:3', 'actions=output:2,group:1,output:4');
		lab.bridge().groups.groups.delete(1);
		expect(told(lab, ETH)).toBe('p2');
	});
});

describe('learn', () => {
	const flows = [
		'actions=learn(table=1,hard_timeout=60,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[]),resubmit(,1)',
		'table=1,priority=0,actions=flood',
	];

	it('adds a flow that this frame does not meet, and the next one does', () => {
		const lab = labWith(flows);
		const own = ETH.replace('dl_dst=02:00:00:00:00:02', 'dl_dst=02:00:00:00:00:01');
		const flood = actionsText(lab, traceFlow(lab, own).actions);
		expect(flood).not.toBe('drop');
		expect(actionsText(lab, send(lab, own).actions)).toBe(flood);
		expect(actionsText(lab, send(lab, own).actions)).toBe('drop');
	});

	it('makes the frame look at the fields of the flow that it added', () => {
		const lab = labWith(flows);
		const mask = send(lab, ETH).mask;
		expect([mask[WORD.dstHigh], mask[WORD.dstHigh + 1]]).not.toEqual([0, 0]);
	});

	it('leaves a flow that it changes as it was until the frame is through', () => {
		const lab = labWith([flows[0] as string, 'table=1,dl_dst=02:00:00:00:00:01,actions=output:3']);
		const own = ETH.replace('dl_dst=02:00:00:00:00:02', 'dl_dst=02:00:00:00:00:01');
		expect(actionsText(lab, send(lab, own).actions)).toBe('p3');
		expect(actionsText(lab, send(lab, own).actions)).toBe('drop');
	});

	it('says whether there was room for the flow', () => {
		const lab = labWith([
			'actions=learn(table=1,limit=1,result_dst=NXM_NX_REG0[0],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[]),resubmit(,2)',
			'table=2,reg0=1,actions=output:3',
			'table=2,priority=1,actions=output:4',
		]);
		expect(actionsText(lab, send(lab, ETH).actions)).toBe('p3');
		expect(actionsText(lab, send(lab, ETH.replace('dl_src=02:00:00:00:00:01', 'dl_src=02:00:00:00:00:09')).actions)).toBe('p4');
	});

	it('has no answer to keep while it could learn but may not', () => {
		const lab = labWith(['actions=learn(table=1,limit=1,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])']);
		expect(send(lab, ETH, {stats: undefined, tracing: false}).uncacheable).toBe(true);
		expect(send(lab, ETH).uncacheable).toBe(false);
		expect(send(lab, ETH, {stats: undefined, tracing: false}).uncacheable).toBe(false);
	});

	it('renews it with every packet of a cached answer', () => {
		const lab = labWith(flows);
		const {credits} = send(lab, ETH);
		const [learned] = listRules(lab.bridge().tables, 1);
		expect(learned?.modified).toBe(0);
		pushCredits(lab.switchd, credits, {packets: 1, bytes: 60, used: 5_000_000_000, tcpFlags: 0});
		expect(learned?.modified).toBe(5_000_000_000);
	});

	it('fin_timeout shortens the flow that saw the end of a connection', () => {
		const lab = labWith(['tcp,idle_timeout=60,actions=fin_timeout(idle_timeout=5),output:2']);
		send(lab, TCP);
		expect(listRules(lab.bridge().tables)[0]?.idleTimeout).toBe(60);
		send(lab, TCP, {stats: {packets: 1, bytes: 60, used: 0, tcpFlags: 1}});
		expect(listRules(lab.bridge().tables)[0]?.idleTimeout).toBe(5);
	});
});

describe('patch ports', () => {
	const twoBridges = (flows: string[], others: string[]): OvsLab => {
		const lab = ovsLab({
			bridges: {
				br0: {ports: {p1: {}, p2: {}, x0: {type: 'patch', options: {peer: 'x1'}, ofport: 5}}, columns: {fail_mode: 'secure'}},
				br1: {ports: {x1: {type: 'patch', options: {peer: 'x0'}, ofport: 1}, q2: {ofport: 2}}, columns: {fail_mode: 'secure'}},
			},
		});
		for (const flow of flows) addFlow(lab, 'br0', flow);
		for (const flow of others) addFlow(lab, 'br1', flow);
		return lab;
	};

	it('one answer crosses both bridges; what the other one does to the frame is undone', () => {
		const lab = twoBridges(['actions=mod_dl_src:02:00:00:00:00:0a,output:5,output:2'], ['in_port=1,actions=mod_vlan_vid:10,output:2']);
		expect(told(lab, ETH)).toBe('set(eth(src=02:00:00:00:00:0a)),push_vlan(vid=10,pcp=0),q2,pop_vlan,p2');
	});

	it('registers and metadata do not cross', () => {
		const lab = twoBridges(['actions=load:7->NXM_NX_REG0[],output:5'], ['reg0=7,actions=drop', 'actions=output:2']);
		expect(told(lab, ETH)).toBe('q2');
	});

	it('a loop over there does not end what happens here', () => {
		const lab = twoBridges(['actions=output:5,output:2'], ['actions=resubmit(,0)']);
		expect(told(lab, ETH)).toBe('p2');
	});

	it('both ends count, now and later', () => {
		const lab = twoBridges(['actions=output:5'], ['actions=output:2']);
		const {credits} = send(lab, ETH);
		pushCredits(lab.switchd, credits, {packets: 2, bytes: 200, used: 0, tcpFlags: 0});
		expect(lab.bridge('br0').ofPorts.get(5)?.counters).toMatchObject({txPackets: 3, txBytes: 300, rxPackets: 0});
		expect(lab.bridge('br1').ofPorts.get(1)?.counters).toMatchObject({rxPackets: 3, rxBytes: 300, txPackets: 0});
	});

	it('a port that may not receive stops the frame at the other end', () => {
		const lab = twoBridges(['actions=output:5,output:2'], ['actions=output:2']);
		Object.assign(lab.bridge('br1').ofPorts.get(1)?.config as object, {noReceive: true});
		expect(told(lab, ETH)).toBe('p2');
	});
});

describe('a controller', () => {
	it('gets a frame, as it is by then, with the reason', () => {
		const lab = labWith(['cookie=0x7,actions=mod_dl_dst:02:00:00:00:00:0c,CONTROLLER:128,output:2']);
		expect(send(lab, ETH).actions).toMatchObject([
			{kind: 'set'},
			{
				kind: 'userspace',
				why: {kind: 'controller', bridge: 'br0', reason: 'action', maxLength: 128, controllerId: 0, cookie: 7n, recirc: 1},
			},
			{kind: 'output'},
		]);
	});

	it.each([
		['actions=CONTROLLER', 'action'],
		['priority=0,actions=CONTROLLER', 'explicit_miss'],
		['actions=write_actions(CONTROLLER)', 'action_set'],
		['actions=group:1', 'group'],
	])('%s: the reason is %s', (flow, reason) => {
		const lab = labWith([]);
		addGroup(lab, 'br0', 'group_id=1,type=all,bucket=actions=CONTROLLER');
		addFlow(lab, 'br0', flow, 'OpenFlow13');
		expect(send(lab, ETH).actions).toMatchObject([{why: {reason}}]);
	});

	it('sends a frame out itself, by no port', () => {
		const lab = labWith(['in_port=2,actions=output:3']);
		const actions = actionsOf('output:1,output:2,CONTROLLER');
		const answer = send(lab, ETH.replace('in_port=p1', 'in_port=none'), {actions});
		expect(answer.actions).toMatchObject([{kind: 'output'}, {kind: 'output'}, {why: {reason: 'packet_out'}}]);
	});
});

describe('clones and lengths', () => {
	it('a clone is undone afterwards, without a copy where that is possible', () => {
		const lab = labWith(['actions=clone(mod_dl_dst:02:00:00:00:00:0c,output:2),output:3']);
		expect(told(lab, ETH)).toBe('set(eth(dst=02:00:00:00:00:0c)),p2,set(eth(dst=02:00:00:00:00:02)),p3');
	});

	it('with a copy where it is not', () => {
		const lab = labWith(['actions=clone(mod_dl_dst:02:00:00:00:00:0c,output(port=2,max_len=64)),output:3']);
		expect(told(lab, ETH)).toBe('clone(trunc(64),set(eth(dst=02:00:00:00:00:0c)),p2),p3');
	});

	it('check_pkt_larger translates what follows twice', () => {
		const lab = labWith([
			'actions=check_pkt_larger(100)->NXM_NX_REG0[0],resubmit(,1)',
			'table=1,reg0=1,actions=output:2',
			'table=1,actions=output:3',
		]);
		expect(told(lab, ETH)).toBe('check_pkt_len(size=100,gt(p2),le(p3))');
	});
});

describe('the mask', () => {
	it('keeps no port numbers of a fragment that is not the first', () => {
		const lab = labWith(['tcp,tp_dst=80,actions=output:2', 'priority=1,actions=output:3']);
		const answer = traceFlow(lab, `${FRAME},tcp,nw_frag=later`);
		expect(answer.mask[WORD.tp]).toBe(0);
		expect(actionsText(lab, answer.actions)).toBe('p3');
	});

	it('keeps no metadata, no registers and no tag that the frame does not have', () => {
		const lab = labWith(['actions=load:1->NXM_NX_REG0[],mod_vlan_vid:10,resubmit(,1)', 'table=1,reg0=1,dl_vlan=10,actions=output:2']);
		const {mask} = traceFlow(lab, ETH);
		expect([mask[WORD.reg0], mask[WORD.vlan]]).toEqual([0, 0]);
	});
});
