/** Frames that no stack made. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {fork, input, settle} from '../../source/engine/history.js';
import {LAB_FILES, openLab} from '../fixtures/lab-files.js';

const LIMIT = 2000;
const labs = LAB_FILES.map((name) => ({name, start: openLab(name)}));
/** Beginnings that lead somewhere: to everybody, to a guest, to groups; untagged and tagged; ARP, IPv4, anything. */
const beginnings = fc
	.tuple(
		fc.constantFrom([0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x52, 0x54, 0, 0, 0, 1], [1, 0, 0x5e, 0, 0, 1], [1, 0x80, 0xc2, 0, 0, 2]),
		fc.constantFrom([2, 0, 0, 0, 0x77, 0x77], [0x52, 0x54, 0, 0, 0, 2], [0, 0, 0, 0, 0, 0]),
		fc.constantFrom([], [0x81, 0, 0, 10], [0x88, 0xa8, 0, 7, 0x81, 0, 0, 7], [0x81, 0, 0, 0]),
		fc.constantFrom([8, 0], [8, 6], [0x88, 0xb5], [0x88, 9], [0, 0x26], [0x86, 0xdd]),
	)
	.map((parts) => parts.flat());

describe('a frame by hand', () => {
	it('of any octets, at any device of any lab, harms nobody', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...labs),
				fc.nat(999),
				beginnings,
				fc.uint8Array({maxLength: 100}),
				fc.constantFrom<'in' | 'out'>('in', 'out'),
				({start}, number, beginning, rest, way) => {
					const history = fork(start);
					const devices = history.world.devices.filter(({present}) => present);
					const device = devices[number % devices.length]?.id as number;
					const before = history.trace.length;
					input(history, {
						kind: 'change',
						change: {kind: 'inject-frame', device, frame: {bytes: Uint8Array.from([...beginning, ...rest])}, way},
					});
					settle(history, LIMIT);
					expect(history.trace.length).toBeGreaterThan(before);
				},
			),
			{numRuns: 400},
		);
	});

	it('is refused when it is shorter than a header', () => {
		const history = openLab('starter');
		const device = history.world.devices[0]?.id as number;
		expect(input(history, {kind: 'change', change: {kind: 'inject-frame', device, frame: {bytes: new Uint8Array(13)}, way: 'in'}})).toEqual(
			{
				kind: 'refused',
				errno: 'EINVAL',
			},
		);
	});
});
