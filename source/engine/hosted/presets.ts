/*
 * What a VMnet is unless somebody says otherwise
 *
 * VMnet0 is bridged, VMnet8 is the NAT network, VMnet1 is host-only, and every other
 * one is host-only until it is edited. Networks with services are class C:
 *
 *   .1        the host's adapter
 *   .2        the NAT device: gateway and name server of a NAT network, and only there
 *   .3 (.2)   to .127 for addresses by hand
 *   .128      to .253 for DHCP
 *   .254      the DHCP server
 *
 * VMware's text gives the pool of a NAT network as .128 to .254, its table as .128 to
 * .253 with the server at .254. A server cannot lease its own address, so the table it is.
 * Leases last 1800 s unless the client asks for more, and never more than 7200 s.
 *
 * MACs: 00:50:56:c0:00:NN is the host's adapter on network NN; services have one of
 * 00:50:56:e0:00:00 and above, where the driver draws them by chance; guests have 00:0c:29.
 *
 * Source: VMware Server Virtual Machine Guide, tables 7-1 and 7-2; VMware Workstation Pro
 * 15 to 17, DHCP on the NAT Network; vmnetdhcpd.conf as generated; vmnet driver (VNet_MakeMACAddress).
 *
 * Not modelled: networks larger than a /24; the random choice of subnets, which here follow from the number.
 */
import {type Mac, toMac} from '../mac.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {toIpv4} from '../protocol/ipv4-address.js';

export const VMNET_MODES = ['bridged', 'host-only', 'nat'] as const;
export type VmnetMode = (typeof VMNET_MODES)[number];

const SECOND = 1_000_000_000;

/** ns */
export const DEFAULT_LEASE = 1800 * SECOND;
export const MAX_LEASE = 7200 * SECOND;

/** Last octets. */
export const PLAN = {host: 1, nat: 2, poolFrom: 128, poolTo: 253, dhcp: 254} as const;

export function presetMode(number: number): VmnetMode {
	if (number === 0) return 'bridged';
	return number === 8 ? 'nat' : 'host-only';
}

/** The network's address: that of this course for 1 and 8, one of 172.16/12 for others. */
export function presetSubnet(number: number): Ipv4Address {
	if (number === 1) return toIpv4('192.168.56.0');
	if (number === 8) return toIpv4('192.168.80.0');
	return toIpv4('172.16.0.0') + number * 256;
}

/** The MAC of the host's adapter, 0 to 255. */
export function adapterMac(number: number): Mac {
	return toMac('00:50:56:c0:00:00') + number;
}

/** MACs of the services of a network. */
export function serviceMac(service: 'nat' | 'dhcp', number: number): Mac {
	return toMac(service === 'nat' ? '00:50:56:e0:00:00' : '00:50:56:f0:00:00') + number;
}
