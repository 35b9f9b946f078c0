using Confab.Channels;
using Confab.Channels.Webchat;
using Confab.Conversations;
using Confab.Events;
using Confab.Store;

namespace Confab.Webchat;

/// <summary>Ends sessions, and tells of it: in order with what was said in them.</summary>
internal sealed class SessionEnd(ChannelList channels, EventLog events)
{
    /// <summary>Ends a session that the unit holds.</summary>
    public async Task<WebchatSession> EndAsync(Unit unit, WebchatSession session)
    {
        var ended = session with { Status = WebchatSession.Ended, TmUpdate = unit.Now, TmEnd = unit.Now };
        SessionQueries.Update(unit, ended);
        var key = channels.Find(WebchatChannel.Type, "")!.MatchKey(session.WidgetId, session.DialogId, session.Self, session.Peer);
        var conversation = await ConversationQueries.MatchAsync(unit, session.CustomerId, WebchatChannel.Type, key);
        await events.AddAsync(unit, session.CustomerId, "webchat_session_ended", conversation?.Id ?? session.Id, ended.ToJson(), WebchatJson.Wire.SessionJson,
            new EventAbout(session.Id, conversation?.OwnerId ?? Guid.Empty));
        return ended;
    }
}

/// <summary>Ends the sessions in which nothing has been said for as long as their widget allows.</summary>
internal sealed class SessionSweep(SessionEnd end) : IChore
{
    private const int AtOnce = 200;

    public string Name => "webchat_sessions";

    public TimeSpan? Every => TimeSpan.FromSeconds(30);

    public async Task<string?> StepAsync(Unit unit, string from)
    {
        var idle = await SessionQueries.IdleAsync(unit, AtOnce);
        foreach (var session in idle)
            await end.EndAsync(unit, session);
        return idle.Count == AtOnce ? "more" : null;
    }
}
