/** The loop of a monitor: looks whenever something happened, and says what is otherwise (rtnl_listen). */
import type {Options, Place} from '../../command.js';
import {printListing} from '../../print/listing.js';
import {type Program, say, watchWorld} from '../../program.js';
import {type Message, messagesBetween, type Table} from './message.js';

export interface Listener {
	look: () => readonly Table[];
	/** Write the sort of a message before it. */
	labelled: boolean;
}

/** Has no end: it is interrupted. */
export function* listen(place: Place, {look, labelled}: Listener, options: Options): Program {
	let seen = look();
	for (;;) {
		yield* watchWorld();
		const now = look();
		const messages = messagesBetween(seen, now);
		seen = now;
		for (const message of messages) yield* say(writeMessage(message, place.world.now, labelled, options));
	}
}

function writeMessage({label, piece}: Message, now: number, labelled: boolean, options: Options): string {
	const text = printListing([piece], {...options, json: false});
	return `${writeTimestamp(now, options.timestamp)}${labelled ? label : ''}${text}`;
}

const MICROSECOND = 1000;
const SECOND = 1_000_000_000;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** print_timestamp. The clock of a lab begins with 1970, and has no time zone. */
function writeTimestamp(now: number, form: Options['timestamp']): string {
	if (form === 'none') return '';
	const microseconds = Math.floor((now % SECOND) / MICROSECOND);
	const date = new Date(Math.floor(now / SECOND) * 1000);
	const clock = date.toISOString().slice(11, 19);
	if (form === 'short') return `[${date.toISOString().slice(0, 19)}.${`${microseconds}`.padStart(6, '0')}] `;
	const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${`${date.getUTCDate()}`.padStart(2)}`;
	return `Timestamp: ${day} ${clock} ${date.getUTCFullYear()} ${microseconds} usec\n`;
}
