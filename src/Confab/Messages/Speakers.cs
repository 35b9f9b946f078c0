using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Who speaks in groups: each message names its speaker, by the name that the provider has for it, asked for at most once a day.</summary>
internal sealed class Speakers(Jobs jobs)
{
    private static readonly TimeSpan Known = TimeSpan.FromDays(1);

    /// <summary>A speaker as it is known in a conversation, which is held. Whoever is not known, or not of late, is to be looked up.</summary>
    public static async Task<Speaker> AskAsync(Unit unit, Conversation conversation, Address address)
    {
        var known = await unit.FirstAsync<Member>("""
            INSERT INTO conversation_members (customer_id, conversation_id, target, name, tm_profile) VALUES (@CustomerId, @Id, @Target, @TargetName, @Now)
            ON CONFLICT (customer_id, conversation_id, target) DO UPDATE
                SET tm_profile = CASE WHEN conversation_members.tm_profile < @old THEN @Now ELSE conversation_members.tm_profile END
            RETURNING name, tm_profile
            """, new { conversation.CustomerId, conversation.Id, address.Target, address.TargetName, unit.Now, old = unit.Now + -Known });
        return new Speaker(Wire.Text(address with { TargetName = known!.Name }, MessagesJson.Wire.Address), known.TmProfile == unit.Now);
    }

    /// <summary>Has a speaker looked up, where it is to be.</summary>
    public void LookUp(Unit unit, Speaker speaker, Message message)
    {
        if (speaker.IsAsked)
            jobs.Add(unit, SpeakerHandler.JobFor(message));
    }

    /// <summary>Writes what a speaker is called.</summary>
    public static void Name(Unit unit, Message message, Address address) => unit.Write("""
        UPDATE conversation_members SET name = @TargetName WHERE customer_id = @CustomerId AND conversation_id = @ConversationId AND target = @Target
        """, new { address.TargetName, message.CustomerId, message.ConversationId, address.Target });

    private sealed class Member
    {
        public string Name { get; init; } = "";

        public Timestamp TmProfile { get; init; }
    }
}

/// <summary>Who wrote a message in a group.</summary>
/// <param name="Source">Its address, as JSON.</param>
/// <param name="IsAsked">Whether it is to be looked up.</param>
internal sealed record Speaker(string Source, bool IsAsked);
