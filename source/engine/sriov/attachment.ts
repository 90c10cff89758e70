/**
 * KVM's two ways to give a guest a virtual function
 *
 * PCI passthrough hands the guest the function itself. macvtap in passthru mode leaves the VF to the host's driver and
 * puts a tap on it: the guest has an ordinary virtio NIC. What the second costs the host's processor for each packet, the first
 * costs in freedom. The nanoseconds are in the time budget; here is what each needs and allows, as data for lessons.
 *
 * Sources: libvirt domain XML (interface types `hostdev` and `direct`), Documentation/driver-api/vfio.rst, macvlan.c and tap.c,
 * Dong et al., "High performance network virtualization with SR-IOV" (HPCA 2010): 60 guests at line rate, 1.76 % of processor a guest.
 */
export const ATTACHMENTS = ['pci-passthrough', 'macvtap-passthru'] as const;
export type Attachment = (typeof ATTACHMENTS)[number];

interface AttachmentFacts {
	/** Drivers in the guest. */
	guestDrivers: readonly string[];
	/** What a frame passes from the wire to the guest. */
	path: readonly string[];
	/** What the host does for each packet. */
	hostWork: readonly ('interrupt' | 'copy')[];
	needsIommu: boolean;
	/** 'with-failover': only when the guest has a second way with the same MAC. */
	liveMigration: 'yes' | 'with-failover';
	/** Must all memory of the guest be resident, so that it can be neither ballooned nor overcommitted? */
	pinsMemory: boolean;
	/** Does the host see the frames: tcpdump, tc, counters on a device of its own? */
	hostSeesFrames: boolean;
	libvirt: string;
}

export const ATTACHMENT_FACTS: Readonly<Record<Attachment, AttachmentFacts>> = {
	'pci-passthrough': {
		guestDrivers: ['ixgbevf', 'iavf', 'mlx5_core'],
		path: ['card', 'guest memory'],
		hostWork: [],
		needsIommu: true,
		liveMigration: 'with-failover',
		pinsMemory: true,
		hostSeesFrames: false,
		libvirt: "<interface type='hostdev'>",
	},
	'macvtap-passthru': {
		guestDrivers: ['virtio_net'],
		path: ['card', 'VF in the host', 'macvtap', 'vhost', 'guest memory'],
		hostWork: ['interrupt', 'copy'],
		needsIommu: false,
		liveMigration: 'yes',
		pinsMemory: false,
		hostSeesFrames: true,
		libvirt: "<interface type='direct'> … <source mode='passthrough'/>",
	},
};
