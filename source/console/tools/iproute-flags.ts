/** Options before the object that `ip` and `bridge` have in common (main in ip/ip.c and bridge/bridge.c). */
import type {Keyword, Options} from '../command.js';

/** A lab is no terminal with colours, so they stay away. `-c` of `bridge` is this, too, whatever its help says: it is tried first. */
export const COLOUR: Keyword = {word: '-color', short: true, help: 'colours, of which a lab shows none'};

/** The words without what may stand behind `-color`: `=always`, `=auto`, `=never` (matches_color). */
export function withoutColourChoice(words: readonly string[]): string[] {
	return words.map((word) => word.replace(/^--?(c|co|col|colo|color)=(?:always|auto|never)$/, '-$1'));
}

/** Takes a flag that both tools have; says whether it was one. */
export function takeCommonFlag(options: Options, flag: string): boolean {
	switch (flag) {
		case '-4':
			options.family = 'inet';
			break;
		case '-6':
			options.family = 'inet6';
			break;
		case '-stats':
			options.statistics++;
			break;
		case '-details':
			options.details = true;
			break;
		case '-oneline':
			options.oneline = true;
			break;
		case '-timestamp':
			options.timestamp = options.timestamp === 'none' ? 'long' : options.timestamp;
			break;
		case '-json':
			options.json = true;
			break;
		case '-pretty':
			options.pretty = true;
			break;
		case '-color':
			break;
		default:
			return false;
	}
	return true;
}
