/** A machine on its way to another host; the theory is in `migration.ts`. Times are world times, ns. */
import type {DeviceId} from '../netdev.js';

export interface Migration {
	/** The machine's own NIC, which is unplugged here and plugged in there. */
	nic: DeviceId;
	/** Where it is plugged in on the target. */
	port: DeviceId;
	/** The NIC is the standby of a failover pair. */
	hasPair: boolean;
	/** The virtual function that it gets there; -1 is none. */
	vf: DeviceId;
	/** The name that the virtual function has in the machine. */
	vfName: string;
	/** From when to when the machine stands still. */
	pauseAt: number;
	resumeAt: number;
	/** When the next announcement goes out, and how many are left. */
	announceAt: number;
	announcements: number;
	/** When the virtual function is plugged in; Infinity once it is, or when there is none. */
	plugAt: number;
}
