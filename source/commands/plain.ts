/** A lesson as linear text: being written. */
import type {PlayOptions} from '../platform/play-options.js';

export async function playPlain(_options: PlayOptions): Promise<number> {
	throw new Error('plain mode is not there yet');
}
