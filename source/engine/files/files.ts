/**
 * Files of a machine
 *
 * What somebody at a prompt wrote into a file stands in the world, so that it is taken back and made again with the
 * command that wrote it. A file is a text under an absolute path; folders are not made, any path will do.
 *
 * Not modelled: folders, owners, modes, times, links; what is under /proc, /sys and /dev is the kernel's.
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {MachineId} from '../netdev.js';
import type {Machine, World} from '../world.js';

export type FilesChange =
	/** Makes the file when it is not there. EINVAL: not a path for a file; EPERM: of the kernel; ENOSPC: the disk is full. */
	| {kind: 'write-file'; machine: MachineId; path: string; text: string; append?: boolean}
	/** ENOENT: there is none. */
	| {kind: 'remove-file'; machine: MachineId; path: string};

/** Text by path, in the order in which they were made. */
export type Files = Record<string, string>;

/** Characters that all files of a machine hold together. */
const DISK_SIZE = 1_000_000;

export function applyFilesChange(world: World, change: FilesChange): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	const files = machine.files ?? {};
	const before = Object.hasOwn(files, change.path) ? files[change.path] : undefined;
	switch (change.kind) {
		case 'write-file': {
			if (!/^\/(?:[^/]+\/)*[^/]+$/.test(change.path) || change.path === '/__proto__') return refused('EINVAL');
			if (/^\/(?:proc|sys|dev)\//.test(change.path)) return refused('EPERM');
			const text = (change.append ? (before ?? '') : '') + change.text;
			const others = Object.values(files).reduce((sum, one) => sum + one.length, 0) - (before?.length ?? 0);
			if (others + text.length > DISK_SIZE) return refused('ENOSPC');
			machine.files = {...files, [change.path]: text};
			return DONE;
		}
		case 'remove-file': {
			if (before === undefined) return refused('ENOENT');
			const {[change.path]: _gone, ...rest} = files;
			machine.files = rest;
			return DONE;
		}
		default:
			return change satisfies never;
	}
}
