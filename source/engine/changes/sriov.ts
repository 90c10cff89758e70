/** Changes of cards with virtual functions and of what hangs on them. */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {Device} from '../device.js';
import type {Sink} from '../sink.js';
import {isActivePf, isPf, noFilters, SWITCH_MODES} from '../sriov/adapter.js';
import {assignVf} from '../sriov/assign-vf.js';
import {migrate} from '../sriov/migrate.js';
import {MODEL_RULES} from '../sriov/nic-model.js';
import {setNumVfs} from '../sriov/numvfs.js';
import {addFailover} from '../sriov/pair.js';
import {setVf} from '../sriov/set-vf.js';
import type {AdapterOptions, SriovChange} from '../sriov/sriov-change.js';
import {deviceAt, deviceOfKind, type World} from '../world.js';

/** A 16-bit field of the capability (PCI Express SR-IOV, TotalVFs). */
const MOST_VFS = 0xffff;

/** EOPNOTSUPP: the device is not what the change needs; for the rest see each change. */
export function applySriovChange(world: World, change: SriovChange, out: Sink): ChangeResult {
	if (change.kind === 'migrate') return migrate(world, change, out);
	const device = deviceAt(world, change.device);
	switch (change.kind) {
		case 'add-sriov':
			return addSriov(world, device, change.options);
		case 'set-sriov-numvfs':
			return isPf(device) ? setNumVfs(world, device, change.count, out) : refused('ENOENT');
		case 'set-vf':
			// Looked at before the driver is asked (do_setvfinfo).
			if (change.number < 0) return refused('EINVAL');
			return isPf(device) ? setVf(world, device, change.number, change.options, out) : refused('EOPNOTSUPP');
		case 'set-hwmode':
			// Only while there are functions to switch between (ixgbe_ndo_bridge_setlink).
			if (!isActivePf(device)) return refused('EOPNOTSUPP');
			if (!SWITCH_MODES.includes(change.mode)) return refused('EINVAL');
			device.sriov.mode = change.mode;
			return DONE;
		case 'set-true-promisc':
			if (!isPf(device) || !MODEL_RULES[device.sriov.model].promiscuous) return refused('EOPNOTSUPP');
			device.sriov.truePromisc = change.on;
			return DONE;
		case 'assign-vf': {
			const vf = deviceOfKind(world, change.device, 'vf');
			return vf ? assignVf(world, vf, change, out) : refused('EINVAL');
		}
		case 'add-failover':
			return addFailover(world, device, change, out);
		default:
			return change satisfies never;
	}
}

/** EEXIST: it has that already. EINVAL: not a NIC, or a count that no card has. */
function addSriov(world: World, device: Device, {model = '82599', totalVfs, ari = true, iommu = true}: AdapterOptions): ChangeResult {
	if (device.kind !== 'nic') return refused('EINVAL');
	if (device.sriov) return refused('EEXIST');
	const total = model === 'custom' ? (totalVfs ?? MODEL_RULES.custom.totalVfs) : MODEL_RULES[model].totalVfs;
	if (!Number.isInteger(total) || total < 1 || total > MOST_VFS) return refused('EINVAL');
	device.sriov = {model, totalVfs: total, ari, iommu, mode: 'veb', truePromisc: false, vfs: [], filters: noFilters()};
	world.adapters = [...(world.adapters ?? []), device.id];
	return DONE;
}
