/** Life and death of a controller, in both fail modes: connections, what the bridge does when it is left alone, and when it is not any more. */
import {describe, expect, it} from 'vitest';
import {addFlow} from '../ovs/pipeline.js';
import {type ControlLab, controlLab, dropped, letters, messages, reached, SECOND} from './control-lab.js';

const NORMAL = 'priority=0 actions=NORMAL';
const FAIL_OPEN = 'priority=15790320 actions=NORMAL';
const TO_CONTROLLER = 'priority=0 actions=CONTROLLER:128';

/** A lab whose controller runs and is connected. */
function connected(columns: Parameters<typeof controlLab>[0] = {}, options: Parameters<ControlLab['start']>[0] = {}): ControlLab {
	const lab = controlLab(columns);
	lab.start(options);
	lab.setController();
	lab.wait(0.5);
	expect(lab.status()).toMatchObject({connected: true, role: 'other', state: 'ACTIVE'});
	return lab;
}

/** World times at which the switch tried to connect, in seconds. */
function attempts(lab: ControlLab, seconds: number): number[] {
	return lab
		.wait(seconds)
		.filter((node) => letters([node]).includes('> connect'))
		.map(({time}) => Math.round(time / SECOND));
}

describe('with its first controller', () => {
	it('a standalone bridge forgets its flow and waits to be told', () => {
		const lab = controlLab();
		expect(lab.flows()).toEqual([NORMAL]);
		lab.setController();
		expect(lab.flows()).toEqual([]);
		expect(dropped(lab.send(1, 2))).toEqual(['ovs-table-miss']);
	});

	it('becomes an ordinary switch after three probe intervals without one', () => {
		const lab = controlLab();
		lab.setController();
		lab.wait(14.9);
		expect(lab.flows()).toEqual([]);
		lab.wait(0.1);
		expect(lab.flows()).toEqual([FAIL_OPEN]);
		expect(reached(lab, lab.send(1, 2))).toEqual(['p2', 'p3']);
	});

	it('stays silent for ever when it is secure', () => {
		const lab = controlLab({fail_mode: 'secure'});
		lab.setController();
		lab.wait(100);
		expect(lab.flows()).toEqual([]);
		expect(dropped(lab.send(1, 2))).toEqual(['ovs-table-miss']);
	});

	it('waits three times as long as the longest probe interval of the database says', () => {
		const lab = controlLab();
		lab.setController(undefined, {inactivity_probe: 20_000});
		lab.wait(59);
		expect(lab.flows()).toEqual([]);
		lab.wait(1.1);
		expect(lab.flows()).toEqual([FAIL_OPEN]);
	});

	it('gives up after a second when nobody is ever asked for a sign of life', () => {
		const lab = controlLab();
		lab.setController(undefined, {inactivity_probe: 0});
		lab.wait(0.9);
		expect(lab.flows()).toEqual([]);
		lab.wait(0.2);
		expect(lab.flows()).toEqual([FAIL_OPEN]);
	});

	it('has its flow back when the controller is taken out of the database, fail-open or not', () => {
		for (const seconds of [1, 20]) {
			const lab = controlLab();
			lab.setController();
			lab.wait(seconds);
			lab.deleteController();
			expect(lab.flows()).toEqual([NORMAL]);
		}
	});

	it('without it, a secure bridge has no flow', () => {
		const lab = connected({fail_mode: 'secure'});
		expect(lab.flows()).toEqual([TO_CONTROLLER]);
		lab.deleteController();
		expect(lab.flows()).toEqual([]);
		expect(lab.c0.controller?.connections).toHaveLength(1);
		lab.wait(0.1);
		expect(lab.c0.controller?.connections).toEqual([]);
	});

	it('that becomes secure while it serves itself stops doing so', () => {
		const lab = controlLab();
		lab.setController();
		lab.wait(20);
		expect(lab.flows()).toEqual([FAIL_OPEN]);
		const [bridge] = lab.switchd.database.tables.Bridge.keys();
		lab.transact([{op: 'update', table: 'Bridge', uuid: bridge as string, row: {fail_mode: 'secure'}}]);
		expect(lab.flows()).toEqual([]);
	});
});

describe('the connection', () => {
	it('is tried after 1, 2, 4, 8, 8 seconds while nobody listens', () => {
		const lab = controlLab();
		lab.setController();
		expect(attempts(lab, 33)).toEqual([0, 1, 3, 7, 15, 23, 31]);
		expect(lab.status()).toMatchObject({connected: false, state: 'BACKOFF', last_error: 'Connection refused'});
	});

	it('waits no longer than max_backoff', () => {
		const lab = controlLab({}, 307);
		lab.setController(undefined, {max_backoff: 2000});
		expect(attempts(lab, 9.5)).toEqual([0, 1, 3, 5, 7, 9]);
	});

	it('had the default settings in 3.1 until the next change of the database found it connected', () => {
		const old = controlLab({}, 301);
		old.setController(undefined, {max_backoff: 2000});
		expect(attempts(old, 16)).toEqual([0, 1, 3, 7, 15]);
	});

	it('is given up after as long as it was waited for when there is silence', () => {
		const lab = controlLab();
		lab.cut(true);
		lab.setController();
		const states: string[] = [];
		for (let step = 0; step < 32; step++) {
			const state = String(lab.status().state);
			if (states.at(-1) !== state) states.push(`${step / 4}`, state);
			lab.wait(0.25);
		}
		expect(lab.status().last_error).toBe('Connection timed out');
		// Tries for 1 s, waits 1 s, tries for 1 s, waits 2 s, tries for 2 s.
		expect(states).toEqual(['0', 'CONNECTING', '1', 'BACKOFF', '2', 'CONNECTING', '3', 'BACKOFF', '5', 'CONNECTING', '7', 'BACKOFF']);
	});

	it('needs a way to the controller', () => {
		const lab = controlLab();
		lab.setController('tcp:10.77.0.1');
		expect(lab.status()).toMatchObject({state: 'BACKOFF', last_error: 'Network is unreachable'});
		expect(lab.status()).not.toHaveProperty('sec_since_disconnect');
	});

	it('needs keys for ssl, and a socket for unix', () => {
		for (const [target, error] of [
			['ssl:10.9.0.9', 'Protocol not available'],
			['unix:/run/none', 'No such file or directory'],
		] as const) {
			const lab = controlLab();
			lab.setController(target);
			expect(lab.status()).toMatchObject({state: 'BACKOFF', last_error: error});
		}
	});

	it('does not come about on another port', () => {
		const lab = controlLab();
		lab.start({port: 6633});
		lab.setController();
		lab.wait(5);
		expect(lab.status()).toMatchObject({connected: false, last_error: 'Connection refused'});
		lab.setController('tcp:10.9.0.9:6633');
		lab.wait(0.1);
		expect(lab.status()).toMatchObject({connected: true, state: 'ACTIVE'});
	});

	it('begins with greetings, and with what the controller wants', () => {
		const lab = controlLab();
		lab.start();
		lab.setController();
		expect(letters(lab.wait(1))).toEqual([
			'> connect',
			'< accepted',
			'< hello',
			'> hello',
			'< features-request',
			'< set-config',
			'< flow-mod',
			'> features-reply',
		]);
		expect(lab.flows()).toEqual([TO_CONTROLLER]);
		expect(lab.c0.controller?.connections).toMatchObject([{state: 'working', version: 'OpenFlow13', datapathId: lab.bridge().datapathId}]);
	});

	it('speaks the highest version that both know', () => {
		for (const [bridge, controller, version] of [
			['OpenFlow10', ['OpenFlow10', 'OpenFlow13'], 'OpenFlow10'],
			[['OpenFlow10', 'OpenFlow12'], ['OpenFlow12', 'OpenFlow13'], 'OpenFlow12'],
			['OpenFlow15', ['OpenFlow15'], 'OpenFlow15'],
		] as const) {
			const protocols = typeof bridge === 'string' ? bridge : [...bridge];
			const lab = connected({protocols}, {versions: [...controller]});
			expect(lab.c0.controller?.connections[0]?.version).toBe(version);
		}
	});

	it('does not come about without a common version', () => {
		const lab = controlLab({protocols: 'OpenFlow10'});
		lab.start({versions: ['OpenFlow13']});
		lab.setController();
		const nodes = lab.wait(0.5);
		expect(messages(nodes, 'error').map(({error}) => error)).toEqual(['OFPHFC_INCOMPATIBLE', 'OFPHFC_INCOMPATIBLE']);
		expect(lab.status()).toMatchObject({connected: false, last_error: 'Protocol error'});
		expect(lab.c0.controller?.connections).toEqual([]);
	});

	it('asks for a sign of life every five seconds of silence', () => {
		const lab = connected();
		const nodes = lab.wait(16);
		expect(letters(nodes)).toEqual(Array.from({length: 3}, () => ['> echo-request', '< echo-reply']).flat());
		expect(lab.status().connected).toBe(true);
	});

	it('does not ask while there is something to hear', () => {
		const lab = connected();
		const heard: string[] = [];
		for (let second = 0; second < 8; second++) {
			heard.push(...letters(lab.send(1, 2)));
			heard.push(...letters(lab.wait(2)));
		}
		expect(heard).not.toContain('> echo-request');
	});

	it('is kept when it was cut for less than two probes', () => {
		const lab = connected();
		lab.wait(2);
		lab.cut(true);
		lab.wait(4);
		expect(lab.status().state).toBe('IDLE');
		lab.cut(false);
		// The question was lost, so somebody else has to say something.
		lab.say({kind: 'echo-request'});
		lab.wait(1);
		expect(lab.status()).toMatchObject({connected: true, state: 'ACTIVE'});
		expect(lab.c0.controller?.connections).toHaveLength(1);
	});

	it('is given up after ten seconds of silence, and by the controller after two minutes', () => {
		const lab = connected();
		lab.cut(true);
		lab.wait(9);
		expect(lab.status()).toMatchObject({connected: true, state: 'IDLE'});
		lab.wait(1);
		expect(lab.status()).toMatchObject({connected: false, last_error: 'Connection timed out'});
		lab.wait(108);
		expect(lab.c0.controller?.connections).toHaveLength(1);
		lab.wait(2);
		expect(lab.c0.controller?.connections).toEqual([]);
	});

	it('of a controller that was restarted behind a cut cable is reset', () => {
		const lab = connected();
		lab.cut(true);
		lab.stop();
		lab.start();
		lab.wait(1);
		lab.cut(false);
		expect(lab.status().connected).toBe(true);
		const nodes = lab.wait(5);
		expect(letters(nodes).slice(0, 2)).toEqual(['> echo-request', '< refused']);
		expect(nodes.flatMap(({effects}) => effects)).toContainEqual(
			expect.objectContaining({kind: 'note', cause: expect.objectContaining({connection: 'backoff', error: 'Connection reset by peer'})}),
		);
	});

	it('to a controller on the same machine needs no network', () => {
		const lab = controlLab();
		lab.apply({kind: 'start-controller', machine: lab.host.id, options: {}});
		lab.setController('tcp:127.0.0.1:6653');
		lab.wait(0.1);
		expect(lab.status()).toMatchObject({connected: true});
		expect(reached(lab, lab.send(1, 2))).toEqual(['p2', 'p3']);
	});

	it('ends with the daemon, and begins again with it', () => {
		const lab = connected();
		lab.apply({kind: 'ovs-daemon', machine: lab.host.id, running: false});
		expect(lab.status()).toMatchObject({connected: false});
		lab.wait(0.1);
		expect(lab.c0.controller?.connections).toEqual([]);
		lab.apply({kind: 'ovs-daemon', machine: lab.host.id, running: true});
		lab.wait(0.1);
		expect(lab.status()).toMatchObject({connected: true});
		expect(lab.flows()).toEqual([TO_CONTROLLER]);
	});
});

describe('when the controller goes away', () => {
	it('its flows stay, and a standalone bridge serves itself 15 s after the last word', () => {
		const lab = connected();
		lab.send(1, 2);
		lab.send(2, 1);
		const flows = lab.flows();
		expect(flows).toHaveLength(2);
		lab.stop();
		lab.wait(14.9);
		expect(lab.flows()).toEqual(flows);
		expect(reached(lab, lab.send(2, 1))).toEqual(['p1']);
		expect(dropped(lab.send(1, 2))).toEqual(['ovs-no-controller']);
		lab.wait(0.2);
		expect(lab.flows()).toEqual([FAIL_OPEN]);
		expect(reached(lab, lab.send(1, 2))).toEqual(['p2', 'p3']);
		expect(reached(lab, lab.send(2, 1))).toEqual(['p1']);
	});

	it('a secure bridge goes on with its flows until they time out', () => {
		const lab = connected({fail_mode: 'secure'}, {idleTimeout: 20});
		lab.send(1, 2);
		lab.send(2, 1);
		lab.stop();
		lab.wait(19);
		expect(reached(lab, lab.send(2, 1))).toEqual(['p1']);
		lab.wait(19);
		expect(lab.flows()).toHaveLength(2);
		lab.wait(3);
		expect(lab.flows()).toEqual([TO_CONTROLLER]);
		expect(dropped(lab.send(2, 1))).toEqual(['ovs-no-controller']);
	});

	it('comes back, it takes over from the bridge that served itself', () => {
		const lab = connected();
		lab.stop();
		lab.wait(30);
		expect(lab.flows()).toEqual([FAIL_OPEN]);
		lab.start();
		lab.wait(8);
		expect(lab.status().connected).toBe(true);
		expect(lab.flows()).toEqual([TO_CONTROLLER]);
		expect(letters(lab.send(1, 2))).toEqual(['> packet-in', '< packet-out']);
	});

	it('is in charge only when it commands, or after 30 s; made-up frames ask for it', () => {
		const lab = controlLab({protocols: 'OpenFlow10'});
		lab.setController();
		lab.wait(20);
		lab.start({application: 'listener'});
		lab.wait(4);
		expect(lab.status()).toMatchObject({connected: true});
		const nodes = lab.wait(20);
		const bogus = messages(nodes, 'packet-in');
		expect(bogus.length).toBe(10);
		expect(bogus[0]).toMatchObject({reason: 'no_match', inPort: 0xfffe, cookie: 0xffff_ffff_ffff_ffffn, table: 0});
		expect(Buffer.from(bogus[0]?.bytes as Uint8Array).toString('hex')).toMatch(
			/^ffffffffffff002320[89a-f].{5}80350001080006040003002320.{6}00000000002320.{6}00000000$/,
		);
		expect(lab.flows()).toEqual([FAIL_OPEN]);
		lab.wait(15);
		expect(lab.flows()).toEqual([]);
		expect(messages(lab.wait(10), 'packet-in')).toEqual([]);
	});

	it('made-up frames make the learning switch take over', () => {
		const lab = controlLab({protocols: 'OpenFlow10'});
		lab.setController();
		lab.wait(20);
		lab.start();
		lab.wait(4);
		expect(lab.status().connected).toBe(true);
		expect(lab.flows()).toEqual([FAIL_OPEN]);
		expect(letters(lab.wait(2))).toEqual(expect.arrayContaining(['> packet-in', '< packet-out']));
		expect(lab.flows()).toEqual([]);
	});

	it('that only connects changes nothing about cached flows; that takes charge does', () => {
		const lab = controlLab({protocols: 'OpenFlow10', fail_mode: 'secure'});
		lab.setController();
		lab.send(1, 3);
		lab.start();
		// Ports 1 and 3 have cached flows that drop, and that are in use.
		for (let second = 0; second < 8; second++) {
			lab.wait(1);
			expect(dropped(lab.send(1, 3))).toEqual(['ovs-table-miss']);
		}
		expect(lab.status().connected).toBe(true);
		// A frame for which there is no cached flow goes up, and the answer is a command.
		expect(letters(lab.send(2, 3))).toEqual(['> packet-in', '< packet-out']);
		lab.wait(0.1);
		expect(letters(lab.send(1, 3))).toEqual(['> packet-in', '< packet-out']);
	});

	it('is what a group can watch', () => {
		const lab = connected({fail_mode: 'secure'}, {application: 'listener'});
		const bucket = (id: number, watchPort: number, port: number) => ({
			id,
			weight: 0,
			watchPort,
			watchGroup: 0xffff_ffff,
			actions: [{kind: 'output' as const, port}],
		});
		lab.apply({
			kind: 'group-mod',
			machine: lab.host.id,
			bridge: 'br0',
			mod: {
				command: 'add',
				group: 1,
				type: 'fast_failover',
				buckets: [bucket(0, 0xfffd, 2), bucket(1, 3, 3)],
				commandBucket: 0xffff_ffff,
				selectionMethod: '',
				fields: [],
				selectionParameter: 0n,
			},
		});
		addFlow(lab, 'br0', 'actions=group:1', 'OpenFlow13');
		// Connected is not in charge.
		expect(reached(lab, lab.send(1, 2))).toEqual(['p3']);
		lab.say({kind: 'barrier-request'});
		lab.wait(1);
		expect(reached(lab, lab.send(1, 2))).toEqual(['p2']);
		lab.stop();
		lab.wait(1);
		expect(reached(lab, lab.send(1, 2))).toEqual(['p3']);
	});

	it('packets of its own do not keep it in charge once it is disconnected', () => {
		const lab = connected();
		lab.wait(100);
		lab.cut(true);
		lab.wait(15.5);
		expect(lab.flows()).toEqual([FAIL_OPEN]);
	});
});
