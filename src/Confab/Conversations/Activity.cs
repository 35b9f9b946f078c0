using System.Text.Json.Serialization;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>What happened to a conversation besides its messages, with the names of then. It is written once and never changed.</summary>
internal sealed record Activity
{
    private const string Columns = "id, customer_id, conversation_id, type, by_kind, by_id, by_name, data, tm_create";

    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public Guid ConversationId { get; init; }

    /// <summary>What happened: one of <see cref="ActivityTypes"/>.</summary>
    public string Type { get; init; } = "";

    public string ByKind { get; init; } = "";

    public Guid ById { get; init; }

    public string ByName { get; init; } = "";

    /// <summary>What its type has to say, as JSON.</summary>
    public string Data { get; init; } = "{}";

    public Timestamp TmCreate { get; init; }

    public ActivityJson ToJson() => new(Id, ConversationId, Type, new Who(ByKind, ById, ByName), new RawJson(Data), TmCreate);

    /// <summary>A page of what was written down of a conversation, newest first, and a row more.</summary>
    public static Task<List<Activity>> ListAsync(Sql sql, Guid customerId, Guid conversationId, PageRequest page) => sql.QueryAsync<Activity>($"""
        SELECT {Columns} FROM conversation_activities WHERE customer_id = @customerId AND conversation_id = @conversationId AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @limit
        """, new { customerId, conversationId, page.Before, page.BeforeId, limit = page.Size + 1 });

    /// <summary>When the last that was written down of a conversation happened; the start of time for none.</summary>
    public static Ask<Timestamp> AskLast(Unit unit, Conversation conversation) => unit.Ask<Timestamp>(
        "SELECT tm_create FROM conversation_activities WHERE customer_id = @CustomerId AND conversation_id = @Id ORDER BY tm_create DESC LIMIT 1", conversation);

    /// <summary>Writes it down.</summary>
    public void Insert(Unit unit) => unit.Write(
        $"INSERT INTO conversation_activities ({Columns}) VALUES (@Id, @CustomerId, @ConversationId, @Type, @ByKind, @ById, @ByName, @Data, @TmCreate)", this);
}

/// <summary>What can happen to a conversation, and why it did where nobody did it.</summary>
internal static class ActivityTypes
{
    public const string Assigned = "assigned";
    public const string Taken = "taken";
    public const string Unassigned = "unassigned";
    public const string Closed = "closed";
    public const string Snoozed = "snoozed";
    public const string Reopened = "reopened";
    public const string Labelled = "labels_changed";

    /// <summary>A flow ran.</summary>
    public const string Run = "activeflow";

    /// <summary>The cause of what somebody did.</summary>
    public const string ByHand = "";

    /// <summary>A message came in.</summary>
    public const string ByMessage = "message";

    /// <summary>The time until which it was put aside is over.</summary>
    public const string BySnoozeEnd = "snooze_end";

    /// <summary>The agent who had it was deleted.</summary>
    public const string ByAgentDeleted = "agent_deleted";
}

/// <summary>An activity as the API shows it.</summary>
internal sealed record ActivityJson(Guid Id, Guid ConversationId, string Type, Who By, RawJson Data, Timestamp TmCreate);

/// <summary>Something and what it was called then; nil and empty for nothing.</summary>
internal sealed record Named(Guid Id, string Name)
{
    public static readonly Named Nothing = new(Guid.Empty, "");

    /// <summary>For the row of a thing.</summary>
    public Named() : this(Guid.Empty, "") { }
}

/// <summary>Another owner.</summary>
internal sealed record OwnerChangeJson(Named From, Named To, string Cause);

/// <summary>Another state.</summary>
internal sealed record StateChangeJson(Timestamp SnoozedUntil, string Cause);

/// <summary>Other labels.</summary>
internal sealed record LabelChangeJson(List<Named> Added, List<Named> Removed);

[JsonSerializable(typeof(Page<ActivityJson>))]
[JsonSerializable(typeof(OwnerChangeJson))]
[JsonSerializable(typeof(StateChangeJson))]
[JsonSerializable(typeof(LabelChangeJson))]
internal sealed partial class ActivitiesJson : JsonSerializerContext
{
    public static readonly ActivitiesJson Wire = new(Basics.Wire.NewOptions());
}
