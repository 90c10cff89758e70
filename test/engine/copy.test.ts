import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {copy} from '../../source/engine/copy.js';
import {input, settle, step} from '../../source/engine/history.js';
import {historyOf, idOf, MAC, macvlanLab, plainFrame} from '../fixtures/macvlan-lab.js';

describe('copy', () => {
	it('equals what it copied, for any plain data', () => {
		fc.assert(
			// No record of the engine has a key that means something else to the language.
			fc.property(fc.anything({withMap: true, withSet: true, key: fc.string().filter((key) => key !== '__proto__')}), (value) => {
				expect(copy(value)).toEqual(value);
			}),
			{numRuns: 1000},
		);
	});

	it('shares nothing with a living world but the bytes of frames', () => {
		const history = historyOf(macvlanLab(['vepa', 'bridge'], true));
		input(history, {kind: 'frame', device: idOf(history.world, 'vm1/eth0'), frame: plainFrame(MAC.vm1, MAC.broadcast)});
		step(history);
		const before = structuredClone(history.world);
		const kept = copy(history.world);
		expect(kept).toEqual(before);
		settle(history);
		expect(history.world).not.toEqual(before);
		expect(kept).toEqual(before);
	});

	it('knows every kind of typed array that a world may hold', () => {
		for (const array of [Int32Array.of(1), Float64Array.of(1), Uint32Array.of(1), Uint16Array.of(1)]) {
			const made = copy(array);
			expect(made).toEqual(array);
			expect(made).not.toBe(array);
		}
	});
});
