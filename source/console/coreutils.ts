/** What the small tools of coreutils have in common: how they complain about options. */
import type {Keyword} from './command.js';
import {Complaint} from './complaint.js';
import type {OptionRules} from './getopt.js';

export function tryHelp(tool: string): string {
	return `Try '${tool} --help' for more information.\n`;
}

/** Rules for getopt; `status` is that of a mistake in the options. */
export function coreutilsRules(tool: string, table: readonly Keyword[], status = 1): OptionRules {
	return {
		tool,
		table,
		unknown: (flag) => {
			const what = flag.startsWith('--') ? `unrecognized option '${flag}'` : `invalid option -- '${flag.slice(1)}'`;
			return new Complaint(`${tool}: ${what}\n${tryHelp(tool)}`, status);
		},
		missing: (flag) => {
			const what = flag.startsWith('--') ? `option '${flag}' requires an argument` : `option requires an argument -- '${flag.slice(1)}'`;
			return new Complaint(`${tool}: ${what}\n${tryHelp(tool)}`, status);
		},
	};
}
