/*
 * `conntrack -E`: what becomes of conversations, as it happens (event_cb of conntrack.c)
 *
 * The kernel tells of a new entry, of one that was answered, assured or is in another state, and of one that goes. Here the table is compared
 * with what it was at the last look, and there is a look after every event of the world. An entry that went before its time was deleted by
 * somebody, which the kernel marks with the number and the name of the program; here the mark stands alone.
 */
import type {Connection} from '../../../engine/nat/connection.js';
import type {Place} from '../../command.js';
import {printEvent} from '../../print/conntrack.js';
import {type Acting, fails, Interrupted, type Program, say, watchWorld} from '../../program.js';
import {machineAt} from '../../resolve.js';
import {type Asked, type EventKind, VERSION} from './options.js';

type Snapshot = ReadonlyMap<number, Connection>;

/** Entries by id as they are now; later changes do not touch the copy. */
function look(place: Place): Snapshot {
	const entries = machineAt(place).stack.netfilter?.connections.entries;
	return new Map(
		[...(entries ?? [])].map(([id, connection]) => [id, {...connection, ...(connection.tcp ? {tcp: {...connection.tcp}} : {})}]),
	);
}

/** Has no end: it is interrupted, and says then how many there were. */
export function* listen(place: Place, asked: Asked): Program {
	let shown = 0;
	try {
		let before = look(place);
		for (;;) {
			yield* watchWorld();
			const after = look(place);
			for (const event of eventsBetween(before, after)) shown += yield* tell(place, asked, event);
			before = after;
		}
	} catch (error) {
		if (!(error instanceof Interrupted)) throw error;
		return fails(`${VERSION}: ${shown} flow events have been shown.\n`, 0);
	}
}

interface Event {
	kind: EventKind;
	connection: Connection;
}

function eventsBetween(before: Snapshot, after: Snapshot): Event[] {
	const gone = [...before].flatMap(([id, connection]): Event[] => (after.has(id) ? [] : [{kind: 'destroy', connection}]));
	const others = [...after].flatMap(([id, connection]): Event[] => {
		const old = before.get(id);
		if (!old) return [{kind: 'new', connection}];
		const isSame = old.seenReply === connection.seenReply && old.assured === connection.assured && old.tcp?.state === connection.tcp?.state;
		return isSame ? [] : [{kind: 'update', connection}];
	});
	return [...gone, ...others];
}

/** How many were told: one, or none when nobody asked for it. */
function* tell({world}: Place, {tests, events, form, timestamp}: Asked, {kind, connection}: Event): Acting<number> {
	if (!events.has(kind) || !tests.every((test) => test(connection))) return 0;
	const stamp = timestamp ? stampOf(world.now) : '';
	yield* say(stamp + printEvent(kind, connection, world.now, form));
	return 1;
}

const MICROSECOND = 1000;
const SECOND = 1_000_000_000;

/** `[SECONDS.MICROSECONDS]` of the world's clock. */
function stampOf(now: number): string {
	const seconds = Math.floor(now / SECOND);
	return `[${seconds}.${String(Math.floor((now % SECOND) / MICROSECOND)).padStart(6, '0')}]\t`;
}
