/** Options of the commands on datapaths, in front of their words (dpctl_unixctl_handler). */

export interface DpctlOptions {
	more: boolean;
	names: boolean;
	statistics: boolean;
}

/** What the options ask for and the words behind them, or what is wrong with them. */
export function readDpctlOptions(args: readonly string[]): (DpctlOptions & {words: string[]}) | string {
	let names: boolean | undefined;
	let more = false;
	let statistics = false;
	const words = [...args];
	while (words[0]?.startsWith('-') && words[0] !== '-') {
		const option = words.shift() as string;
		if (option === '--names') names = true;
		else if (option === '--no-names') names = false;
		else if (option === '--more') more = true;
		else if (option === '--statistics') statistics = true;
		// They bear on mod-flow only.
		else if (option === '--clear' || option === '--may-create' || option === '--read-only') continue;
		else if (option.startsWith('--')) return `Unrecognized option ${option}`;
		else {
			for (const letter of option.slice(1)) {
				if (letter === 'm') more = true;
				else if (letter === 's') statistics = true;
				else return `Unrecognized option -${letter}`;
			}
		}
	}
	return {names: names ?? more, more, statistics, words};
}
