/** How iptables 1.8.9 says no. */
import {Complaint} from '../../complaint.js';

const VERSION = 'iptables v1.8.9 (nf_tables)';
const HELP = "Try `iptables -h' or 'iptables --help' for more information.\n";

/** A mistake in what was typed (xtables_error with PARAMETER_PROBLEM). */
export function wrong(message: string): Complaint {
	return new Complaint(`${VERSION}: ${message}\n${HELP}`, 2);
}

/** What the kernel refused, in a sentence of its own. */
export function refusal(message: string): Complaint {
	return new Complaint(`iptables: ${message}\n`, 1);
}

/** The kernel refused a rule as a whole. */
export function ruleRefused(request: 'RULE_APPEND' | 'RULE_INSERT', chain: string, why: string): Complaint {
	return new Complaint(`${VERSION}:  ${request} failed (${why}): rule in chain ${chain}\n`, 4);
}

export function noSuchTable(table: string): Complaint {
	return new Complaint(`${VERSION}: table '${table}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.\n`, 3);
}

export function noSuchChain(): Complaint {
	return refusal('No chain/target/match by that name.');
}

/** What `-L` and `-S` say to a chain that is not there. */
export function incompatible(chain: string): Complaint {
	return new Complaint(`${VERSION}: chain \`${chain}' in table \`nat' is incompatible, use 'nft' tool.\n`, 1);
}

export const VERSION_LINE = `${VERSION}\n`;
