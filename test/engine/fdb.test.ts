import {describe, expect, it} from 'vitest';
import {
	addLocal,
	ageAt,
	BY_USER,
	createEntry,
	createFdb,
	EXTERN_LEARN,
	type Fdb,
	findEntry,
	flushPort,
	isOver,
	type Learned,
	LOCKED,
	learn,
	listEntries,
	portAt,
	rewriteEntry,
	STATIC,
	STICKY,
	touch,
} from '../../source/engine/fdb.js';
import type {Mac} from '../../source/engine/mac.js';
import {highOf, lowOf} from '../../source/engine/mac-table.js';

const SECOND = 1_000_000_000;
const HOLD = 300 * SECOND;
const A: Mac = 0x0200_0000_000a;
const B: Mac = 0x0200_0000_000b;

function see(fdb: Fdb, mac: Mac, port: number, at: number, {vid = 0, max = 0, flags = 0} = {}): Learned {
	return learn(fdb, highOf(mac), lowOf(mac), vid, port, at, max, flags);
}

/** MACs by last octet, with port and state, newest first. */
function shown(fdb: Fdb, at: number, hold = HOLD): string[] {
	return listEntries(fdb, hold, at).map(
		({mac, vid, port, state}) => `${(mac & 0xff).toString(16)}${vid ? `/${vid}` : ''} ${port} ${state}`,
	);
}

describe('learning', () => {
	it('learns, refreshes and moves', () => {
		const fdb = createFdb();
		expect([see(fdb, A, 1, 0), see(fdb, A, 1, SECOND), see(fdb, A, 2, 2 * SECOND)]).toEqual(['learned', 'refreshed', 'moved']);
		expect(shown(fdb, 2 * SECOND)).toEqual(['a 2 dynamic']);
	});

	it('learns in each VLAN by itself', () => {
		const fdb = createFdb();
		see(fdb, A, 1, 0, {vid: 10});
		see(fdb, A, 2, 0, {vid: 20});
		expect(shown(fdb, 0)).toEqual(['a/20 2 dynamic', 'a/10 1 dynamic']);
	});

	it('lists the newest entry first, and a refreshed one where it was', () => {
		const fdb = createFdb();
		see(fdb, A, 1, 0);
		see(fdb, B, 1, 1);
		see(fdb, A, 2, 2);
		expect(shown(fdb, 2)).toEqual(['b 1 dynamic', 'a 2 dynamic']);
	});

	it('never learns the bridge’s own address', () => {
		const fdb = createFdb();
		addLocal(fdb, A, 0, 1, 0);
		expect(see(fdb, A, 2, 1)).toBe('own-address');
		expect(shown(fdb, 1)).toEqual(['a 1 permanent']);
	});

	it('moves a static entry and keeps it static', () => {
		const fdb = createFdb();
		createEntry(fdb, A, 0, 1, STATIC | BY_USER, 0, 0);
		expect(see(fdb, A, 2, 1)).toBe('moved');
		expect(shown(fdb, 1)).toEqual(['a 2 static']);
	});

	it('does not move a sticky entry', () => {
		const fdb = createFdb();
		createEntry(fdb, A, 0, 1, STATIC | STICKY | BY_USER, 0, 0);
		expect(see(fdb, A, 2, 1)).toBe('sticky');
		expect(shown(fdb, 1)).toEqual(['a 1 static']);
	});

	it('takes over an extern_learn entry, which then ages, and unlocks one that roams', () => {
		const fdb = createFdb();
		createEntry(fdb, A, 0, 1, EXTERN_LEARN | BY_USER, 0, 0);
		createEntry(fdb, B, 0, 1, LOCKED, 0, 0);
		see(fdb, A, 2, 1);
		see(fdb, B, 2, 1);
		expect(listEntries(fdb, HOLD, 1).map(({externLearn, locked}) => [externLearn, locked])).toEqual([
			[false, false],
			[false, false],
		]);
		expect(shown(fdb, HOLD + SECOND)).toEqual(['b 2 stale', 'a 2 stale']);
	});
});

describe('the limit of learned entries', () => {
	it('refuses new ones and evicts nothing', () => {
		const fdb = createFdb();
		see(fdb, A, 1, 0, {max: 1});
		expect(see(fdb, B, 1, 1, {max: 1})).toBe('limit');
		expect(see(fdb, A, 2, 2, {max: 1})).toBe('moved');
		expect(shown(fdb, 2)).toEqual(['a 2 dynamic']);
	});

	it('counts neither local nor added entries, and gives a place back when one of the learned is adopted or goes', () => {
		const fdb = createFdb();
		addLocal(fdb, 0x0200_0000_0001, 0, 1, 0);
		createEntry(fdb, 0x0200_0000_0002, 0, 1, STATIC | BY_USER, 0, 1);
		expect([fdb.learned, see(fdb, A, 1, 0, {max: 1}), fdb.learned]).toEqual([0, 'learned', 1]);
		rewriteEntry(fdb, findEntry(fdb, A, 0), 1, STATIC | BY_USER);
		expect([fdb.learned, see(fdb, B, 1, 0, {max: 1})]).toEqual([0, 'learned']);
		flushPort(fdb, 1);
		expect(fdb.learned).toBe(0);
	});
});

describe('times', () => {
	it('counts `updated` from the last frame of the station, `used` from the last frame to it', () => {
		const fdb = createFdb();
		see(fdb, A, 1, 0);
		touch(fdb, findEntry(fdb, A, 0), 7 * SECOND);
		see(fdb, A, 1, 4 * SECOND);
		const [entry] = listEntries(fdb, HOLD, 10 * SECOND);
		expect([entry?.updated, entry?.used]).toEqual([6 * SECOND, 3 * SECOND]);
	});

	it('shows as stale, and still knows, what is older than a hold time that has dropped', () => {
		const fdb = createFdb();
		see(fdb, A, 1, 0);
		expect(shown(fdb, 20 * SECOND, 15 * SECOND)).toEqual(['a 1 stale']);
		expect(portAt(fdb, findEntry(fdb, A, 0))).toBe(1);
	});

	it('survives the wrap of the jiffies', () => {
		const fdb = createFdb();
		const late = 2 ** 32 * 1_000_000 - SECOND;
		see(fdb, A, 1, late);
		expect(listEntries(fdb, HOLD, late + 3 * SECOND)[0]?.updated).toBe(3 * SECOND);
		expect(isOver(ageAt(fdb, findEntry(fdb, A, 0), late + 300 * SECOND), HOLD)).toBe(true);
	});
});

describe('flushing a port', () => {
	it('takes what was learned there, not what is static, local or extern_learn, not other ports', () => {
		const fdb = createFdb();
		addLocal(fdb, 0x0200_0000_0001, 0, 1, 0);
		createEntry(fdb, 0x0200_0000_0002, 0, 1, STATIC | BY_USER, 0, 0);
		createEntry(fdb, 0x0200_0000_0003, 0, 1, EXTERN_LEARN | BY_USER, 0, 0);
		createEntry(fdb, 0x0200_0000_0004, 0, 1, BY_USER, 0, 0);
		see(fdb, A, 1, 0);
		see(fdb, B, 2, 0);
		expect(flushPort(fdb, 1)).toBe(2);
		expect(shown(fdb, 0)).toEqual(['b 2 dynamic', '3 1 dynamic', '2 1 static', '1 1 permanent']);
	});

	it('can be asked for one VLAN only', () => {
		const fdb = createFdb();
		see(fdb, A, 1, 0, {vid: 10});
		see(fdb, A, 1, 0, {vid: 20});
		flushPort(fdb, 1, 10);
		expect(shown(fdb, 0)).toEqual(['a/20 1 dynamic']);
	});
});

describe('local entries', () => {
	it('belong to the first port that has the address, and replace what was learned for it', () => {
		const fdb = createFdb();
		see(fdb, A, 3, 0);
		addLocal(fdb, A, 0, 1, 0);
		addLocal(fdb, A, 0, 2, 0);
		expect(shown(fdb, 0)).toEqual(['a 1 permanent']);
		expect(listEntries(fdb, HOLD, 0)[0]?.byUser).toBe(false);
	});

	it('are not made of group addresses or of none', () => {
		const fdb = createFdb();
		addLocal(fdb, 0xffff_ffff_ffff, 0, 1, 0);
		addLocal(fdb, 0, 0, 1, 0);
		expect(shown(fdb, 0)).toEqual([]);
	});
});
