/**
 * Names of rows: random UUIDs (RFC 4122, version 4), drawn from the seed of the world,
 * so that the same inputs give the same rows.
 */
import {nextRandom, type Seeded} from '../../random.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The next UUID; advances the state. */
export function randomUuid(state: Seeded): string {
	const words = [0, 0, 0, 0].map(() => nextRandom(state));
	// Version 4, variant 1.
	words[1] = ((words[1] as number) & 0xffff_0fff) | 0x4000;
	words[2] = ((words[2] as number) & 0x3fff_ffff) | 0x8000_0000;
	const hex = words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function isUuid(text: string): boolean {
	return UUID.test(text);
}
