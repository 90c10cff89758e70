/**
 * `echo`: prints its words, or writes them into the one kind of file that a lab lets write, sriov_numvfs of a card
 *
 * The command line has no redirections; `echo … > FILE` is the one form that it takes. Rules: sriov_numvfs_store
 * (drivers/pci/iov.c), kstrtou16; the sentences are those of bash.
 */
import type {Command, Place} from '../command.js';
import {notModelled} from '../complaint.js';
import {errorText} from '../errno.js';
import {type Answer, DONE_SILENTLY, fails, make, type Program, prints} from '../program.js';
import {sriovFile} from '../sysfs.js';
import {readInteger} from '../values.js';

const NEAREST = 'echo N > /sys/class/net/PF/device/sriov_numvfs';
const MOST = 0xffff;

export const ECHO: Command = {
	word: 'echo',
	help: 'print words; how many virtual functions: echo N > …/sriov_numvfs',
	bare: 'file',
	run: echo,
};

function echo(place: Place, words: readonly string[]): Answer {
	const at = words.indexOf('>');
	if (at === -1) return prints(`${words.join(' ')}\n`);
	const path = words[at + 1];
	if (path === undefined || words.length > at + 2) throw notModelled('this redirection', NEAREST);
	if (!path.startsWith('/sys/')) throw notModelled(`writing to ${path}`, NEAREST);
	const found = sriovFile(place, path);
	if (!found) return fails(`bash: ${path}: No such file or directory\n`, 1);
	if (found.file === 'sriov_totalvfs') return fails(`bash: ${path}: Permission denied\n`, 1);
	return write(found.device.id, words.slice(0, at).join(' '));
}

function* write(device: number, text: string): Program {
	const count = readInteger(text);
	if (count === undefined) return fails(`bash: echo: write error: ${errorText('EINVAL')}\n`, 1);
	if (count < 0 || count > MOST) return fails(`bash: echo: write error: ${errorText('ERANGE')}\n`, 1);
	const result = yield* make({kind: 'set-sriov-numvfs', device, count});
	return result.kind === 'refused' ? fails(`bash: echo: write error: ${errorText(result.errno)}\n`, 1) : DONE_SILENTLY;
}
