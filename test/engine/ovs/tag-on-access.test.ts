import {describe, expect, it} from 'vitest';
import {buildFrame, pushTag, TPID_8021Q} from '../../../source/engine/frame.js';
import {toMac} from '../../../source/engine/mac.js';
import {drops} from '../../../source/engine/trace.js';
import {en} from '../../../source/locale/en.js';
import {playground} from '../datapath/switch-harness.js';
import type {PortDescription} from './ovs-lab.js';

/** Why a frame that the station of p1 tags with `vid` ends at the switch. */
function ending(vid: number, columns: PortDescription): string {
	const play = playground({bridges: {br0: {ports: {p1: columns, p2: {}}}}});
	const bare = buildFrame({dst: 0xffff_ffff_ffff, src: toMac('02:00:00:00:00:01'), etherType: 0x88b5, payload: new Uint8Array(46)});
	const frame = pushTag(bare, {tpid: TPID_8021Q, vid, pcp: 0, dei: false});
	return drops(play.send('p1', frame))
		.map(({reason}) => en.drops[reason].why)
		.join();
}

describe('a tagged frame that a port refuses', () => {
	it.each([10, 20])('VID %i on an access port of VLAN 10: it is the tag', (vid) => {
		expect(ending(vid, {tag: 10})).toBe('an access port takes no tagged frame, not even one of its own VLAN');
	});
	it('on a trunk of other VLANs: it is the VLAN', () => {
		expect(ending(30, {trunks: [10, 20]})).toBe('the ingress port does not carry the VLAN');
	});
});
