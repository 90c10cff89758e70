import {describe, expect, it} from 'vitest';
import {collect} from '../../../../source/engine/devices/bridge/collector.js';
import {addLocal, BY_USER, createEntry, createFdb, EXTERN_LEARN, type Fdb, learn, STATIC} from '../../../../source/engine/fdb.js';
import type {Mac} from '../../../../source/engine/mac.js';
import {highOf, lowOf} from '../../../../source/engine/mac-table.js';

const SECOND = 1_000_000_000;
const HOLD = 300 * SECOND;
const A: Mac = 0x0200_0000_000a;
const B: Mac = 0x0200_0000_000b;

function see(fdb: Fdb, mac: Mac, port: number, at: number): void {
	learn(fdb, highOf(mac), lowOf(mac), 0, port, at, 0);
}

describe('the collector', () => {
	it('removes an entry when its time has come and not before', () => {
		const fdb = createFdb();
		see(fdb, A, 1, 5 * SECOND);
		expect(collect(fdb, HOLD, 305 * SECOND - 1).removed).toBe(0);
		expect(collect(fdb, HOLD, 305 * SECOND).removed).toBe(1);
	});

	it('comes back when the next entry is due, at most one hold time later, at least 10 ms later', () => {
		const fdb = createFdb();
		expect(collect(fdb, HOLD, SECOND).next).toBe(301 * SECOND);
		see(fdb, A, 1, 2 * SECOND);
		see(fdb, B, 1, 10 * SECOND);
		expect(collect(fdb, HOLD, 11 * SECOND).next).toBe(302 * SECOND);
		expect(collect(fdb, HOLD, 302 * SECOND - 1_000_000).next).toBe(302 * SECOND + 9_000_000);
	});

	it('leaves alone what does not age', () => {
		const fdb = createFdb();
		addLocal(fdb, 0x0200_0000_0001, 0, 1, 0);
		createEntry(fdb, A, 0, 1, STATIC | BY_USER, 0, 0);
		createEntry(fdb, B, 0, 1, EXTERN_LEARN | BY_USER, 0, 0);
		expect(collect(fdb, HOLD, 1000 * SECOND)).toEqual({removed: 0, next: 1300 * SECOND});
	});

	it('rests when there is no hold time, because a hub learns nothing', () => {
		const fdb = createFdb();
		see(fdb, A, 1, 0);
		expect(collect(fdb, 0, SECOND)).toEqual({removed: 1, next: Number.POSITIVE_INFINITY});
	});
});
