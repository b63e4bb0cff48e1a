import { connect } from './connect.ts';
import type { SlackOptions, SlackSide } from './options.ts';
import { orFail } from './outgoing.ts';
import { openWorkspace } from './workspace.ts';

/**
 * Connects to Slack, listens, and shows dossiers there, in the one workspace that the bot's token is of.
 * Shape: messages kept by an earlier process are taken up right after the promise resolves, when the caller is ready to show what follows.
 * Fails: AppError `slack_failed` when Slack cannot be reached or refuses a token, `bad_config` when a token is missing or of the wrong kind.
 */
export async function startSlack(options: SlackOptions): Promise<SlackSide> {
  const workspace = await openWorkspace(options);
  const { outbox, board, claimsChannel, deskChannels } = workspace;
  const connection = connect(options, workspace.me, workspace.logger);
  workspace.listen(connection.app);
  const url = await orFail(connection.start);
  workspace.takeUp();

  let isStopped = false;
  return {
    show: outbox.show,
    forget: outbox.forget,
    board,
    news: workspace.news,
    url,
    claimsChannel,
    deskChannels,
    idle: workspace.idle,
    async stop() {
      if (isStopped) return;
      isStopped = true;
      workspace.leave();
      await connection.stop();
      await workspace.stop();
    },
  };
}
