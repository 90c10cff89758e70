/** Records what the real daemon says of its counters: `node test/conformance/console/ovs-coverage/record.mjs` */
import {recordScripts, withOvs} from '../temporary-ovs.mjs';

recordScripts(new URL('.', import.meta.url), process.argv[2], (lines) => withOvs('override', (type) => lines.map(type)));
