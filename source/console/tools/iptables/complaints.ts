/** How iptables 1.8.9 says no. `program` is iptables or iptables-restore. */
import type {Errno} from '../../../engine/change.js';
import {Complaint} from '../../complaint.js';

export type Program = 'iptables' | 'iptables-restore' | 'iptables-save';
export const VERSION = 'v1.8.9 (nf_tables)';

/** A mistake in what was typed (xtables_error with PARAMETER_PROBLEM). */
export class Wrong extends Complaint {
	constructor(readonly message: string) {
		super(`iptables ${VERSION}: ${message}\n${help('iptables')}`, 2);
	}
}

export function wrong(message: string): Wrong {
	return new Wrong(message);
}

export function help(program: Program): string {
	return `Try \`${program} -h' or '${program} --help' for more information.\n`;
}

/** What the library refused, in a sentence of its own (nft_strerror). */
export class Refusal extends Complaint {
	constructor(
		readonly message: string,
		stdout = '',
	) {
		super(`iptables: ${message}\n`, 1, stdout);
	}
}

export function refusal(message: string): Refusal {
	return new Refusal(message);
}

/** Requests to the kernel, by what mnl_err_list calls them. */
export type Request = 'RULE_APPEND' | 'RULE_INSERT' | 'RULE_REPLACE' | 'CHAIN_DEL';

const ERRORS: Readonly<Partial<Record<Errno, string>>> = {
	EINVAL: 'Invalid argument',
	EMLINK: 'Too many links',
	EBUSY: 'Device or resource busy',
	EOPNOTSUPP: 'Operation not supported',
	ENOENT: 'No such file or directory',
};

/** What the kernel refused: `RULE_APPEND failed (Invalid argument): rule in chain X`. */
export function kernelRefusal(request: Request, chain: string, errno: Errno): string {
	const what = request === 'CHAIN_DEL' ? 'chain' : 'rule in chain';
	return `${request} failed (${ERRORS[errno] ?? errno}): ${what} ${chain}`;
}

/** What is asked of the kernel to put a rule in. */
export function requestOf(command: string): Request {
	return command === '-I' ? 'RULE_INSERT' : command === '-R' ? 'RULE_REPLACE' : 'RULE_APPEND';
}

export function kernelComplaint(refused: string, stdout = ''): Complaint {
	return new Complaint(`iptables ${VERSION}:  ${refused}\n`, 4, stdout);
}

export function noSuchTable(table: string): Complaint {
	return new Complaint(`iptables ${VERSION}: table '${table}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.\n`, 3);
}

/** `told` is what `-v` said before. */
export function noSuchChain(told = ''): Refusal {
	return new Refusal('No chain/target/match by that name.', told);
}

export const NO_SUCH_RULE = refusal('Bad rule (does a matching rule exist in that chain?).');

/** What `-L` and `-S` say to a chain that is not there, or that nft has written rules into. */
export function incompatible(what: string): Complaint {
	return new Complaint(`iptables ${VERSION}: ${what} is incompatible, use 'nft' tool.\n`, 1);
}
