/*
 * User-mode networking: a NAT for each VM
 *
 * QEMU's `-netdev user` and VirtualBox's "NAT" ask nothing of the host, not even a driver: the emulator's process is the
 * other end of the VM's cable, and opens ordinary sockets for what the VM sends (slirp). So every VM is alone on a
 * network of its own, and all of them have the same addresses:
 *
 *   10.0.2.2    gateway and DHCP server, and an alias of the host: a connection to it ends at the host's own services
 *   10.0.2.3    DNS proxy
 *   10.0.2.15   the VM
 *
 * Two such VMs cannot reach each other, unlike two on VMnet8: 10.0.2.15 is, for each of them, itself. Nothing comes in but by
 * a port forward (`hostfwd`), the host's traffic included, which has no adapter here.
 *
 * Source: libslirp (slirp.h, bootp.h, ip_icmp.c); QEMU documentation, Network emulation; VirtualBox manual, Network Address Translation.
 *
 * Not modelled: TFTP, SMB; that 10.0.2.3 has a MAC of its own; that pings go out only where the user may send them (ping_group_range);
 * `restrict`.
 */
const SECOND = 1_000_000_000;

/** Last octets, and what else is fixed. The lease is a day, in ns. */
export const USER_PLAN = {
	subnet: '10.0.2.0',
	gateway: 2,
	dns: 3,
	poolFrom: 15,
	poolTo: 30,
	lease: 86_400 * SECOND,
	/** 52:55 and the IP address. */
	mac: '52:55:0a:00:02:02',
} as const;
