using Confab.Channels;
using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Who sends the same over and over is a machine, which a flow must not answer.</summary>
internal static class LoopGuard
{
    /// <summary>The error code of a message that looks like one of a loop.</summary>
    public const string Code = "loop_suspected";

    /// <summary>So many equal ones in the window before it make a message one of a loop.</summary>
    private const int Repeats = 5;

    /// <summary>Whether a message that came in, and is not stored yet, looks like one of a loop, as far back as the window reaches.</summary>
    public static Ask<bool> Ask(Unit unit, Conversation conversation, Inbound.Message inbound, TimeSpan window) => unit.Ask<bool>($"""
        SELECT CASE WHEN COUNT(*) >= @Repeats THEN 1 ELSE 0 END FROM (SELECT text FROM messages WHERE customer_id = @CustomerId AND conversation_id = @Id AND direction = 'incoming'
            AND tm_create > @since AND tm_delete = {Timestamp.NeverSql} ORDER BY tm_create DESC LIMIT 20) AS latest WHERE text = @Text AND text <> ''
        """, new { Repeats, conversation.CustomerId, conversation.Id, since = unit.Now + -window, inbound.Text });
}
