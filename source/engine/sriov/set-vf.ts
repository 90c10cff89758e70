/**
 * What the host decides about a virtual function (`ip link set PF vf N …`)
 *
 * The MAC. A VF without one chooses its own and tells the host's driver when it comes up. One that the host gives is
 * in the card's filters at once, but the VF keeps the old one until its driver is loaded again (ixgbe), for which
 * here going down and up stands too; until then whatever it sends has a false source. i40e and ice reset the VF
 * themselves. From then on the guest may not change it, unless it is trusted (`vf-wishes.ts`).
 *
 * Another rate is for frames to come; what waits in the ring goes as it was scheduled.
 *
 * Rules: do_setvfinfo (net/core/rtnetlink.c), ixgbe_ndo_set_vf_mac, _vlan, _bw, _spoofchk, _link_state, _trust (ixgbe_sriov.c).
 */
import {changeOperational} from '../carrier.js';
import {type ChangeResult, DONE, refused} from '../change.js';
import {setMac} from '../changes/link-mac.js';
import {TPID_8021Q} from '../frame.js';
import {isGroup, type Mac} from '../mac.js';
import {isOperational} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceOfKind, type World} from '../world.js';
import {type PfDevice, type Vf, type VfDevice, vfOf} from './adapter.js';
import {MODEL_RULES} from './nic-model.js';
import type {VfRequest} from './sriov-change.js';

const HIGHEST_VLAN = 4095;
const HIGHEST_QOS = 7;
/** Mb/s: ixgbe limits rates on a link of this speed only. */
const RATED_SPEED = 10_000;

/** EINVAL: no such VF, or a value out of range. EPROTONOSUPPORT: a tag other than 802.1Q. EOPNOTSUPP: the driver cannot. */
export function setVf(world: World, pf: PfDevice, number: number, request: VfRequest, out: Sink): ChangeResult {
	const vf = pf.sriov.vfs[number];
	if (!vf) return refused('EINVAL');
	const refusal = refusalOf(pf, vf, request);
	if (refusal) return refusal;
	const {mac, link, proto: _, ...plain} = request;
	if (request.vlan !== undefined && request.qos === undefined) plain.qos = 0;
	Object.assign(vf, plain);
	if (mac !== undefined) setByHost(world, pf, vf, mac, out);
	if (link !== undefined && (link !== 'enable' || MODEL_RULES[pf.sriov.model].linkState === 'all'))
		changeOperational(world, [vf.device], out, () => {
			vf.link = link;
		});
	return DONE;
}

function refusalOf(pf: PfDevice, vf: Vf, request: VfRequest): ChangeResult | undefined {
	const {mac, vlan, qos, proto, link, maxTxRate, minTxRate} = request;
	const rules = MODEL_RULES[pf.sriov.model];
	if (mac !== undefined && isGroup(mac)) return refused('EINVAL');
	if (!isWithin(vlan, HIGHEST_VLAN) || !isWithin(qos, HIGHEST_QOS)) return refused('EINVAL');
	if (proto !== undefined && proto !== TPID_8021Q) return refused('EPROTONOSUPPORT');
	if (request.queryRss !== undefined && !rules.reportsRss) return refused('EOPNOTSUPP');
	if (link !== undefined && rules.linkState === 'none') return refused('EOPNOTSUPP');
	if (maxTxRate === undefined && minTxRate === undefined) return undefined;
	const most = maxTxRate ?? vf.maxTxRate;
	const least = minTxRate ?? vf.minTxRate;
	if (!Number.isInteger(most) || !Number.isInteger(least) || most < 0 || least < 0) return refused('EINVAL');
	if (most !== 0 && least > most) return refused('EINVAL');
	const unrated = ratesRefusal(pf);
	if (unrated) return unrated;
	if (least > 0 && !rules.minRate) return refused('EINVAL');
	return most !== 0 && (most <= rules.leastRate || most > pf.speed) ? refused('EINVAL') : undefined;
}

/** ixgbe takes rates only while there is a link of 10 Gb/s. */
export function ratesRefusal(pf: PfDevice): ChangeResult | undefined {
	const takes = MODEL_RULES[pf.sriov.model].driver !== 'ixgbe' || (isOperational(pf) && pf.speed === RATED_SPEED);
	return takes ? undefined : refused('EINVAL');
}

function isWithin(value: number | undefined, highest: number): boolean {
	return value === undefined || (Number.isInteger(value) && value >= 0 && value <= highest);
}

function setByHost(world: World, pf: PfDevice, vf: Vf, mac: Mac, out: Sink): void {
	vf.mac = mac;
	vf.macByHost = mac !== 0;
	const device = deviceOfKind(world, vf.device, 'vf');
	if (device?.up && mac !== 0 && !MODEL_RULES[pf.sriov.model].macNeedsReload) setMac(world, device, mac, out, 'adapter');
}

/** The driver of a VF begins: it takes the MAC that the host chose, or tells the host its own. */
export function driverOpens(world: World, device: VfDevice, out: Sink): void {
	const vf = vfOf(world, device);
	if (vf.macByHost) setMac(world, device, vf.mac, out, 'adapter');
	else vf.mac = device.mac;
}
