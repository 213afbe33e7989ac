/** Entry of a contender's worker in the comparison lab: opens one contender, then looks at one frame after the other. */
import type { FromContender, Opened, Look, ToContender } from './contender';
import { FaultError, faultOf } from './fault';
import { openContender, type OpenedContender } from './lab/contender-path';
import { look } from './lab/look';
import { unreachable } from './protocol';

const send = (message: FromContender): void => self.postMessage(message);

let opened: OpenedContender | undefined;

async function answer(request: ToContender): Promise<Opened | Look> {
  switch (request.type) {
    case 'open': {
      const onBytes = (loadedBytes: number, totalBytes: number): void =>
        send({ type: 'load-progress', loadedBytes, totalBytes });
      opened = await openContender({ ...request, onBytes });
      return opened.opened;
    }
    case 'look': {
      const { frame } = request;
      try {
        if (!opened) throw new FaultError('internal', 'the contender was not opened');
        return await look(opened, frame, request);
      } finally {
        frame.close();
      }
    }
    default:
      return unreachable(request);
  }
}

self.onmessage = ({ data }: MessageEvent<ToContender>): void => {
  const { id } = data;
  answer(data).then(
    (result) => send({ type: 'reply', id, ok: true, result }),
    (error: unknown) => send({ type: 'reply', id, ok: false, fault: faultOf(error) }),
  );
};
