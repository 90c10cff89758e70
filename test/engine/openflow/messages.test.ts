/** What switch and controller tell each other: packet-in, packet-out, flow-removed, port-status, errors; by version. */
import {describe, expect, it} from 'vitest';
import {formatMatch} from '../../../source/engine/flow/syntax/match-format.js';
import type {OpenFlowVersion} from '../../../source/engine/flow/syntax/protocol.js';
import {buildFrame} from '../../../source/engine/frame.js';
import {addPort, deletePort} from '../../../source/engine/ovs/configure/configuration.js';
import {addStation} from '../ovs/ovs-lab.js';
import {addFlow} from '../ovs/pipeline.js';
import {type ControlLab, controlLab, dropped, letters, messages, reached, stationMac} from './control-lab.js';

/** Connected in `version` to a controller that only listens. */
function listening(version: OpenFlowVersion, columns: Parameters<typeof controlLab>[0] = {}): ControlLab {
	const lab = controlLab({...columns, protocols: version});
	lab.start({application: 'listener', versions: [version]});
	lab.setController();
	lab.wait(0.1);
	expect(lab.status()).toMatchObject({connected: true});
	return lab;
}

describe('packet-in', () => {
	// What ovs-vswitchd 3.1.0 sends for the same flows and frames (ovs-ofctl monitor).
	for (const [version, action, miss] of [
		['OpenFlow10', 'action', 'action'],
		['OpenFlow13', 'action', 'no_match'],
		['OpenFlow14', 'action', 'no_match'],
	] as const) {
		it(`of ${version} has table, cookie, registers and the whole frame as it has become`, () => {
			const lab = listening(version, {fail_mode: 'secure'});
			addFlow(lab, 'br0', 'cookie=7,table=0,actions=load:5->NXM_NX_REG0[],resubmit(,3)');
			addFlow(lab, 'br0', 'cookie=9,table=3,in_port=1,actions=mod_dl_dst:02:00:00:00:00:0c,CONTROLLER:20');
			addFlow(lab, 'br0', 'table=3,priority=0,actions=CONTROLLER:30');
			const payload = new Uint8Array(186);
			const [first] = messages(lab.send(1, 2, {payload}), 'packet-in');
			const {bytes} = buildFrame({dst: 0x0200_0000_000c, src: stationMac(1), etherType: 0x88b5, payload});
			expect(first).toEqual({kind: 'packet-in', reason: action, table: 3, cookie: 9n, inPort: 1, metadata: {reg0: 5n}, bytes});
			const [second] = messages(lab.send(3, 2), 'packet-in');
			expect(second).toMatchObject({reason: miss, table: 3, cookie: 0n, inPort: 3, metadata: {reg0: 5n}});
		});
	}

	it('for a miss comes by itself before 1.3, with a cookie of 0', () => {
		for (const version of ['OpenFlow10', 'OpenFlow11', 'OpenFlow12'] as const) {
			const nodes = listening(version).send(1, 2);
			expect(messages(nodes, 'packet-in')).toMatchObject([{reason: 'no_match', table: 0, cookie: 0n, inPort: 1}]);
			expect(dropped(nodes)).toEqual([]);
		}
	});

	it('for a miss is not sent from 1.3 on: the frame is lost', () => {
		for (const version of ['OpenFlow13', 'OpenFlow14', 'OpenFlow15'] as const) {
			const nodes = listening(version).send(1, 2);
			expect(letters(nodes)).toEqual([]);
			expect(dropped(nodes)).toEqual(['ovs-table-miss']);
		}
	});

	it('for a miss comes whatever port-mod no-packet-in says, but not after a resubmit', () => {
		const lab = listening('OpenFlow10');
		lab.apply({kind: 'port-mod', machine: lab.host.id, bridge: 'br0', port: 1, config: {noPacketIn: true}});
		expect(letters(lab.wait(1))).toEqual(['> port-status']);
		expect(messages(lab.send(1, 2), 'packet-in')).toHaveLength(1);
		addFlow(lab, 'br0', 'dl_type=0x1234,actions=resubmit(,7)');
		const nodes = lab.send(1, 2, {etherType: 0x1234});
		expect(letters(nodes)).toEqual([]);
		expect(dropped(nodes)).toEqual(['ovs-table-miss']);
	});

	it('for another controller id goes to nobody', () => {
		const lab = listening('OpenFlow13');
		addFlow(lab, 'br0', 'actions=controller(id=5)');
		expect(dropped(lab.send(1, 2))).toEqual(['ovs-no-controller']);
	});

	it('comes for every frame while the flow that sends it up is cached', () => {
		const lab = listening('OpenFlow13');
		addFlow(lab, 'br0', 'actions=CONTROLLER,output:3');
		for (let count = 0; count < 3; count++) {
			const nodes = lab.send(1, 2);
			expect(messages(nodes, 'packet-in')).toHaveLength(1);
			expect(reached(lab, nodes)).toEqual(['p3']);
		}
		lab.stop();
		lab.wait(0.1);
		// The frame goes its way; only the copy for the controller is lost.
		const nodes = lab.send(1, 2);
		expect(letters(nodes)).toEqual([]);
		expect(reached(lab, nodes)).toEqual(['p3']);
		expect(dropped(nodes)).not.toContain('ovs-no-controller');
	});

	it('is caused by the frame in the trace', () => {
		const lab = listening('OpenFlow10');
		const nodes = lab.send(1, 2);
		const arrival = nodes.find(({step}) => step === 'letter');
		const cause = nodes.find(({id}) => id === arrival?.parent);
		expect(arrival?.letter?.body).toMatchObject({kind: 'message', message: {kind: 'packet-in'}});
		expect(cause?.frame && Buffer.from(cause.frame.bytes).equals(Buffer.from(nodes[0]?.frame?.bytes as Uint8Array))).toBe(true);
	});
});

describe('packet-out', () => {
	it('is carried out as if the frame had come by the port', () => {
		const lab = listening('OpenFlow13');
		const {bytes} = buildFrame({dst: stationMac(2), src: stationMac(1), etherType: 0x88b5, payload: new Uint8Array(46)});
		lab.say({kind: 'packet-out', inPort: 1, actions: [{kind: 'output', port: 0xfffb}], bytes});
		expect(reached(lab, lab.wait(0.1))).toEqual(['p2', 'p3']);
		lab.say({kind: 'packet-out', inPort: 0xfffd, actions: [{kind: 'output', port: 0xfffb}], bytes});
		expect(reached(lab, lab.wait(0.1))).toEqual(['p1', 'p2', 'p3']);
	});

	it('by a port that is not there is an error with the number of the message', () => {
		const lab = listening('OpenFlow13');
		lab.say({kind: 'packet-out', inPort: 77, actions: [], bytes: new Uint8Array(60)}, 99);
		const nodes = lab.wait(0.1);
		expect(messages(nodes, 'error')).toEqual([{kind: 'error', error: 'OFPBRC_BAD_PORT'}]);
		expect(nodes.flatMap(({letter}) => (letter?.body.kind === 'message' ? [letter.body.xid] : []))).toEqual([99, 99]);
	});
});

describe('flow-removed', () => {
	it('comes for an idle flow that asked for it', () => {
		const lab = listening('OpenFlow13');
		addFlow(lab, 'br0', 'table=0,in_port=2,priority=9,idle_timeout=2,send_flow_rem,cookie=0x33,actions=output:3');
		addFlow(lab, 'br0', 'table=0,in_port=3,priority=9,idle_timeout=2,actions=output:2');
		lab.send(2, 1);
		const [removed, ...others] = messages(lab.wait(4), 'flow-removed');
		expect(others).toEqual([]);
		expect(removed).toMatchObject({reason: 'idle-timeout', table: 0, priority: 9, cookie: 0x33n, idleTimeout: 2, packets: 1, bytes: 60});
		expect(formatMatch(removed?.match as NonNullable<typeof removed>['match'])).toBe('in_port=2');
		expect(removed?.duration).toBeGreaterThan(2_000_000_000);
		expect(removed?.duration).toBeLessThan(2_600_000_000);
	});

	it('comes for a flow that is deleted, by whomever', () => {
		const lab = listening('OpenFlow13');
		addFlow(lab, 'br0', 'in_port=2,send_flow_rem,hard_timeout=9,actions=drop');
		lab.deleteFlows();
		expect(messages(lab.wait(0.1), 'flow-removed')).toMatchObject([{reason: 'delete', hardTimeout: 9, packets: 0}]);
	});

	it('for a group that is deleted comes from 1.3 on', () => {
		for (const [version, count] of [
			['OpenFlow12', 0],
			['OpenFlow13', 1],
		] as const) {
			const lab = listening(version);
			const change = (command: 'add' | 'delete') =>
				lab.apply({
					kind: 'group-mod',
					machine: lab.host.id,
					bridge: 'br0',
					mod: {
						command,
						group: 1,
						type: 'all',
						buckets: [],
						commandBucket: 0xffff_ffff,
						selectionMethod: '',
						fields: [],
						selectionParameter: 0n,
					},
				});
			change('add');
			addFlow(lab, 'br0', 'in_port=2,send_flow_rem,actions=group:1', 'OpenFlow13');
			change('delete');
			expect(messages(lab.wait(0.1), 'flow-removed')).toHaveLength(count);
		}
	});
});

describe('port-status', () => {
	it('comes when a port comes, changes and goes', () => {
		const lab = listening('OpenFlow13');
		const said = (): unknown[] =>
			messages(lab.wait(0.1), 'port-status').map(({reason, port: {number, name, config, linkDown}}) => [
				reason,
				number,
				name,
				...Object.entries(config)
					.filter(([, set]) => set)
					.map(([flag]) => flag),
				...(linkDown ? ['linkDown'] : []),
			]);
		addStation(lab.world, lab.host, 'p4', lab.apply);
		lab.transact(addPort(lab.switchd.database, 'br0', 'p4', {}, [{name: 'p4', columns: {ofport_request: 4}}]));
		expect(said()).toEqual([['add', 4, 'p4']]);
		const p4 = lab.world.devices.find(({name}) => name === 'p4') as {id: number};
		lab.apply({kind: 'set-up', device: p4.id, up: false});
		expect(said()).toEqual([['modify', 4, 'p4', 'portDown', 'linkDown']]);
		lab.apply({kind: 'port-mod', machine: lab.host.id, bridge: 'br0', port: 3, config: {noFlood: true}});
		expect(said()).toEqual([['modify', 3, 'p3', 'noFlood']]);
		lab.transact(deletePort(lab.switchd.database, 'br0', 'p4'));
		expect(said()).toEqual([['delete', 4, 'p4', 'portDown', 'linkDown']]);
		expect(said()).toEqual([]);
	});

	it('does not tell what was there before the connection', () => {
		const lab = controlLab();
		lab.start();
		lab.setController();
		expect(messages(lab.wait(10), 'port-status')).toEqual([]);
	});
});

describe('a switch', () => {
	it('answers what it is asked', () => {
		const lab = listening('OpenFlow10');
		lab.say({kind: 'features-request'});
		lab.say({kind: 'echo-request'});
		lab.say({kind: 'barrier-request'});
		const nodes = lab.wait(0.1);
		expect(letters(nodes).filter((letter) => letter.startsWith('>'))).toEqual(['> features-reply', '> echo-reply', '> barrier-reply']);
		const [features] = messages(nodes, 'features-reply');
		expect(features).toMatchObject({datapathId: lab.bridge().datapathId, tables: 254});
		expect(features?.ports.map(({number}) => number)).toEqual([1, 2, 3, 65534]);
	});

	it('names its ports in its features only before 1.3', () => {
		const lab = listening('OpenFlow13');
		lab.say({kind: 'features-request'});
		expect(messages(lab.wait(0.1), 'features-reply')).toMatchObject([{ports: []}]);
	});

	it('does not understand what is meant for a controller', () => {
		const lab = listening('OpenFlow13');
		lab.say({kind: 'barrier-reply'});
		expect(messages(lab.wait(0.1), 'error')).toEqual([{kind: 'error', error: 'OFPBRC_BAD_TYPE'}]);
	});

	it('tells two controllers the same', () => {
		const lab = controlLab({protocols: 'OpenFlow10', fail_mode: 'secure'});
		lab.start({application: 'listener'});
		lab.apply({kind: 'start-controller', machine: lab.host.id, options: {application: 'listener'}});
		lab.setControllers(['tcp:10.9.0.9', 'tcp:127.0.0.1']);
		lab.wait(0.1);
		expect(letters(lab.send(1, 2))).toEqual(['> packet-in', '> packet-in']);
		lab.stop();
		lab.wait(16);
		expect(letters(lab.send(1, 2))).toEqual(['> packet-in']);
	});
});
