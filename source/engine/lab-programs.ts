/** Routes and programs of a machine in the lab file: forwarding, gateways, DHCP servers, DNS. */
import * as z from 'zod';
import {parseMac} from './mac.js';
import {parseCidr, parseIpv4} from './protocol/ipv4-address.js';

const name = z.string().regex(/^[A-Za-z][\w.-]{0,14}$/, 'a name has 1 to 15 letters, digits, ".", "_" or "-" and starts with a letter');
const address = z.string().refine((text) => parseIpv4(text) !== undefined, 'an address is written 192.0.2.1');
const mac = z.string().refine((text) => parseMac(text) !== undefined, 'a MAC address is written 02:00:00:00:00:01');
const subnet = z
	.string()
	.refine((text) => text === 'default' || parseCidr(text) !== undefined, 'a subnet is written 192.0.2.0/24, or "default"');
const seconds = z.number().positive();

const routeSchema = z.strictObject({
	to: subnet,
	via: address.optional(),
	dev: name.optional(),
	/** The source that packets get. */
	src: address.optional(),
	metric: z.int().min(1).max(0xffff_ffff).optional(),
	/** The gateway is a neighbour whatever the addresses say. */
	onLink: z.boolean().optional(),
});

const dhcpServerSchema = z.strictObject({
	/** The device on which it listens; it needs an address there. */
	device: name,
	/** First and last address of the pool. */
	from: address,
	to: address,
	routers: z.array(address).default([]),
	dns: z.array(address).default([]),
	domain: z.string().min(1).optional(),
	/** Seconds. */
	lease: seconds.default(3600),
	maxLease: seconds.default(86_400),
	/** Stations that always get the same address. */
	hosts: z.array(z.strictObject({mac, address})).default([]),
	/** Seconds to wait whether somebody has the address already; 0 does not ask. */
	probe: z.number().nonnegative().default(0.5),
});

const dnsSchema = z.strictObject({
	records: z.array(z.strictObject({name: z.string().min(1), address})).default([]),
	/** Servers that it asks for other names. */
	forwardTo: z.array(address).default([]),
});

/** What a machine has beside its devices. */
export const programsShape = {
	/** A router: it passes on what is not for it. */
	forwarding: z.boolean().optional(),
	/** Next hop of the default route. */
	gateway: address.optional(),
	routes: z.array(routeSchema).min(1).optional(),
	/** Name servers, in order. */
	resolver: z.array(address).min(1).optional(),
	dhcpServers: z.array(dhcpServerSchema).min(1).optional(),
	dns: dnsSchema.optional(),
};

export type RouteLab = z.output<typeof routeSchema>;
export type DhcpServerLab = z.output<typeof dhcpServerSchema>;
export type DnsLab = z.output<typeof dnsSchema>;

export interface ProgramsLab {
	forwarding?: boolean | undefined;
	gateway?: string | undefined;
	routes?: RouteLab[] | undefined;
	resolver?: string[] | undefined;
	dhcpServers?: DhcpServerLab[] | undefined;
	dns?: DnsLab | undefined;
}
