/** Words of the frame that is taken apart. Names of layers and fields are Wireshark's, in every language. */
import type {Mark} from '../../engine/dissect/difference.js';

const marks: Readonly<Record<Mark, string>> = {same: 'unchanged', changed: 'changed here', added: 'added here', removed: 'removed here'};

export const inspect = {
	nothing: 'No frame has passed yet: step with . first.',
	title: (name: string, hop: number, hops: number): string => `${name}, hop ${hop} of ${hops}`,
	before: (place: string): string => `before: as it came to ${place}`,
	after: (places: string): string => `after: at ${places}`,
	delivered: (place: string): string => `after: delivered at ${place}`,
	ended: (place: string): string => `before: it came to ${place} and ended there`,
	/** Between the frame as it came and what was done to it. */
	there: 'there',
	unchanged: 'unchanged',
	/** A header or tag that came or went. */
	piece: (sign: string, octets: number, what: string, at: number): string => `${sign}${octets} ${what} at ${at}`,
	changed: (octets: number, at: number): string => `~${octets} at ${at}`,
	tag: 'tag',
	other: (at: number, of: number): string => `copy ${at} of ${of}`,
	octets: (from: number, count: number): string => (count === 1 ? `octet ${from}` : `octets ${from} to ${from + count - 1}`),
	bits: (octet: number, first: number, count: number): string =>
		count === 1 ? `octet ${octet}, bit ${first}` : `octet ${octet}, bits ${first} to ${first + count - 1}`,
	was: (value: string): string => `was ${value}`,
	good: 'checksum right',
	bad: (expected: string): string => `checksum wrong, should be ${expected}`,
	unused: 'no checksum',
	marks,
};
