/** Virtual functions: what the host has decided about each, and whose it is. */
import {formatMac} from '../../engine/mac.js';
import {isPf, type Vf} from '../../engine/sriov/adapter.js';
import {deviceAt, machineOf, pathOf, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import type {Recent} from './recent.js';
import {column, numbers, type Row, type Table} from './table.js';

type TableWords = Catalogue['tables'];

export function vfTable(world: World, recent: Recent, words: TableWords): Table {
	const cards = world.devices.flatMap((device) => (device.present && isPf(device) ? [device] : []));
	const rows = cards.flatMap((pf) =>
		pf.sriov.vfs.map((vf, number): Row => {
			const device = deviceAt(world, vf.device);
			const news = recent.causes.find(({cause, device: at}) => at === vf.device || ('vf' in cause && cause.vf === vf.device));
			const cells = [
				cards.length > 1 ? `${pathOf(world, pf.id)} ${number}` : `${pf.name} ${number}`,
				machineOf(world, device.id).name,
				formatMac(device.mac),
				vlanText(vf),
				vf.spoofCheck ? words.on : words.off,
				vf.trust ? words.on : words.off,
				words.vfLinks[vf.link],
				vf.maxTxRate === 0 ? '' : String(vf.maxTxRate),
				vf.spoofed === 0 ? '' : String(vf.spoofed),
			];
			return {cells, change: news || recent.touched.has(vf.device) ? 'changed' : undefined, cause: news?.node};
		}),
	);
	return {
		title: words.names.vfs,
		columns: [
			column('VF'),
			column(words.owner),
			column('MAC', 3),
			column('VLAN'),
			column(words.spoofCheck, 2),
			column(words.trust, 5),
			column(words.link, 4),
			numbers('Mb/s', 6),
			numbers(words.forged, 1),
		],
		rows,
		empty: words.emptyVfs,
	};
}

/** The port VLAN, with its priority when that is not 0. */
function vlanText({vlan, qos}: Vf): string {
	if (vlan === 0 && qos === 0) return '';
	return qos === 0 ? String(vlan) : `${vlan} p${qos}`;
}
