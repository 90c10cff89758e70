import {describe, expect, test} from 'vitest';
import {beginningOf, endsOf, journeyFrom, takersOf} from '../../source/engine/journey.js';
import type {Play} from '../../source/lesson/play.js';
import {eventsOf} from '../../source/lesson/scene.js';
import {en} from '../../source/locale/en.js';
import {eventLine, eventLines} from '../../source/view/event-lines.js';
import {UNICODE} from '../../source/view/glyphs.js';
import {plainText} from '../../source/view/token.js';
import {whyLines, whyRows} from '../../source/view/why-tree.js';
import {answer, playAt} from './lesson.js';

/** The run of the VEPA prediction, watched to its end. */
function vepaRun(): Play {
	const play = playAt('vepa-who');
	answer(play, ['ext']);
	play.dispatch({kind: 'next'});
	play.seek(100_000);
	return play;
}

function story(play: Play) {
	const scene = play.scene;
	if (!scene?.histories[0]) throw new Error('no world');
	return {world: scene.histories[0].world, trace: eventsOf(scene)};
}

describe('why', () => {
	test('is the tree of a frame, from its sender to every end, each rule with its source', () => {
		const {world, trace} = story(vepaRun());
		const last = trace.findLast(({frame}) => frame) as (typeof trace)[number];
		const {lines} = whyLines(whyRows(world, trace, last, en, UNICODE), 110, last.id);
		const text = lines.map((line) => plainText(line).replaceAll(/ {2,}/g, '  ').trimEnd());
		expect(text).toEqual([
			'vm1  sends ARP who-has 10.0.0.2, ff:ff:ff:ff:ff:ff',
			'│  the packet waits for the MAC of 10.0.0.2  __neigh_event_send',
			'│  no MAC known for 10.0.0.2: ask by ARP broadcast  arp_solicit, RFC 826',
			'│  mode vepa: everything goes to the wire  macvlan_queue_xmit',
			'└ swp1  52:54:00:00:00:01 (vm1) is new: learned on swp1  br_fdb_update',
			'  │  group address: flood to every port that may have it  br_handle_frame_finish, br_flood',
			'  │  not by swp1: it is the ingress and reflective relay is off: not sent back  should_deliver',
			'  ├ br0  broadcast: accepted  eth_type_trans',
			'  │  ✓ delivered to the stack',
			'  │  the stack has no use for it: not its address or protocol  ip_route_input_noref, arp_process',
			'  └ ext  broadcast: accepted  eth_type_trans',
			'  ✓ delivered to the stack',
			'  the stack has no use for it: not its address or protocol  ip_route_input_noref, arp_process',
		]);
	});

	test('points at the event that was asked about', () => {
		const {world, trace} = story(vepaRun());
		const asked = trace.find((node) => node.effects.some((effect) => effect.kind === 'note' && effect.cause.kind === 'egress-refused'));
		const {lines, first} = whyLines(whyRows(world, trace, asked as (typeof trace)[number], en, UNICODE), 80, asked?.id ?? -1);
		expect(plainText(lines[first] ?? [])).toContain('swp1');
	});

	test('never makes a row wider than its pane', () => {
		const {world, trace} = story(vepaRun());
		for (const width of [58, 78, 118])
			for (const node of trace)
				for (const line of whyLines(whyRows(world, trace, node, en, UNICODE), width, node.id).lines)
					expect(plainText(line).length).toBeLessThanOrEqual(width);
	});
});

describe('a journey', () => {
	test('is one frame: an answer begins another', () => {
		const play = playAt('relay-path');
		answer(play, []);
		answer(play, ['vm1/eth0']);
		play.dispatch({kind: 'next'});
		play.seek(100_000);
		const {world, trace} = story(play);
		const beginnings = new Set(trace.filter(({frame}) => frame).map((node) => beginningOf(trace, node).id));
		// ARP request and reply, echo request and reply.
		expect(beginnings.size).toBe(4);
		const first = journeyFrom(trace, trace.find(({frame}) => frame) as (typeof trace)[number]);
		expect(takersOf(world, first).map((id) => world.machines[id]?.name)).toEqual(['sw0', 'ext', 'host', 'vm2', 'vm3']);
		expect(endsOf(first)).toEqual([]);
	});
});

describe('the list of events', () => {
	test('says in a sentence what happened where', () => {
		const {world, trace} = story(vepaRun());
		const sentences = trace.map((node) => eventLine(world, node, en)).map(({place, text}) => `${place}: ${text}`);
		expect(sentences).toEqual([
			'vm1: sends ARP who-has 10.0.0.2; mode vepa: everything goes to the wire',
			'swp1: gets ARP who-has 10.0.0.2; group address: flood to every port that may have it',
			'br0: gets ARP who-has 10.0.0.2; delivered',
			'ext: gets ARP who-has 10.0.0.2; delivered',
		]);
	});

	test('keeps the newest in sight, or the one under the cursor', () => {
		const {world, trace} = story(vepaRun());
		const lines = trace.map((node) => eventLine(world, node, en));
		const seen = (cursor: number) => eventLines(lines, 40, 2, cursor, en).map((row) => plainText(row).slice(6, 12).trim());
		expect(seen(-1)).toEqual(['br0', 'ext']);
		expect(seen(0)).toEqual(['vm1', 'swp1']);
	});
});
