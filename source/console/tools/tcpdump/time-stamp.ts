/** The time in front of a packet (ts_print in util-print.c). The world begins at the beginning of 1970, and its hours are UTC's. */

/** `-t`, counted; `since` is what `-ttt` and `-ttttt` count from. */
export interface Clock {
	form: 0 | 1 | 2 | 3 | 4 | 5;
	/** `--nano` */
	digits: 6 | 9;
	since: number | undefined;
}

const SECOND = 1_000_000_000;
const DAY = 86_400;

/** The text for a packet of world time `time`, ns, with the space behind it. */
export function timeStamp(clock: Clock, time: number): string {
	switch (clock.form) {
		case 0:
			return `${ofDay(clock, time)} `;
		case 1:
			return '';
		case 2:
			return `${Math.floor(time / SECOND)}${fraction(clock, time)} `;
		case 3:
		case 5: {
			// A reference of zero is none (netdissect_timevalisset).
			const since = resolved(clock, clock.since ?? 0) || resolved(clock, time);
			const passed = resolved(clock, time) - since;
			clock.since = clock.form === 3 ? time : since;
			return ` ${ofDay(clock, passed)} `;
		}
		case 4:
			return `${dateText(Math.floor(time / SECOND / DAY))} ${ofDay(clock, time)} `;
		default:
			return clock.form satisfies never;
	}
}

/** A time as far as its digits go. */
function resolved({digits}: Clock, time: number): number {
	const unit = 10 ** (9 - digits);
	return Math.floor(time / unit) * unit;
}

function ofDay(clock: Clock, time: number): string {
	const seconds = Math.floor(time / SECOND) % DAY;
	const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
	return parts.map((part) => String(part).padStart(2, '0')).join(':') + fraction(clock, time);
}

function fraction({digits}: Clock, time: number): string {
	return `.${String(Math.floor((time % SECOND) / 10 ** (9 - digits))).padStart(digits, '0')}`;
}

/** Days since the beginning of 1970 as a date; years from March on make February the last month, and its length nobody's trouble. */
function dateText(days: number): string {
	const shifted = days + 719_468;
	const era = Math.floor(shifted / 146_097);
	const ofEra = shifted - era * 146_097;
	const year = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
	const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
	const month = Math.floor((5 * ofYear + 2) / 153);
	const day = ofYear - Math.floor((153 * month + 2) / 5) + 1;
	const isNext = month >= 10;
	const full = year + era * 400 + (isNext ? 1 : 0);
	return [full, isNext ? month - 9 : month + 3, day].map((part, index) => String(part).padStart(index === 0 ? 4 : 2, '0')).join('-');
}
