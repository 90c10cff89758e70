/**
 * Writing to a file of the kernel: `echo 1 > /proc/sys/net/ipv4/ip_forward`, `echo 4 > …/sriov_numvfs`
 *
 * Rules: proc_dointvec (kernel/sysctl.c), sriov_numvfs_store (drivers/pci/iov.c), kstrtou16.
 */
import type {Change} from '../../engine/change.js';
import type {Place} from '../command.js';
import {notModelled} from '../complaint.js';
import type {Refusal} from '../errno.js';
import {SETTINGS} from '../file-space.js';
import {findSetting} from '../kernel-settings.js';
import {machineAt} from '../resolve.js';
import {sriovFile} from '../sysfs.js';
import {readInteger} from '../values.js';

const MOST_VFS = 0xffff;

const refused = (errno: Refusal['errno']): Refusal => ({kind: 'refused', errno});

/** The change that `text` written to `path` is. Throws a complaint where the lab has no such setting to change. */
export function orderOf(place: Place, path: string, text: string): Change | Refusal {
	const number = readInteger(text.trim());
	if (number === undefined) return refused('EINVAL');
	const card = sriovFile(place, path);
	if (card) return number < 0 || number > MOST_VFS ? refused('ERANGE') : {kind: 'set-sriov-numvfs', device: card.device.id, count: number};
	const setting = findSetting(machineAt(place), path.slice(SETTINGS.length));
	if (setting === 'unknown' || setting === 'absent') return refused('ENOENT');
	const nearest = `${SETTINGS}net/ipv4/ip_forward`;
	if (!setting.write) throw notModelled(`another ${setting.name}`, nearest);
	if (number !== 0 && number !== 1) throw notModelled(`${setting.name}=${number}`, `${setting.name}=1`);
	return setting.write(machineAt(place), number);
}
