namespace Confab.Floor;

/// <summary>A row to be written: one of the statements below, with its values in their order.</summary>
internal sealed record Row(RowKind Kind, params object[] Values)
{
    /// <summary>The key that makes a redelivery harmless.</summary>
    public static Row Received(Message message) => new(RowKind.Received, message.Key);

    /// <summary>The conversation, which a message makes one longer.</summary>
    public static Row Longer(Message message) => new(RowKind.Longer, message.TmCreate, message.ConversationId);

    /// <summary>The message.</summary>
    public static Row Stored(Message message) => new(RowKind.Stored, message.Id, message.ConversationId, message.Direction, message.Status, message.ReferenceType, message.Source,
        message.Destination, message.Text, message.Medias, message.SenderType, message.Delivery, message.ProviderId, message.TmCreate, message.TmUpdate, message.TmDelete);

    /// <summary>The message, when it is known what became of it.</summary>
    public static Row Changed(Message message) => new(RowKind.Changed, message.Delivery, message.TmUpdate, message.Id);

    /// <summary>An event.</summary>
    public static Row Told(Message message) => new(RowKind.Told, Guid.CreateVersion7(), System.Text.Encoding.UTF8.GetString(message.ToJson()));

    /// <summary>What is to be done after the commit.</summary>
    public static Row Queued(Guid job, Message message) => new(RowKind.Queued, job, message.ConversationId, message.Id.ToString());

    /// <summary>It is done.</summary>
    public static Row Done(Guid job) => new(RowKind.Done, job);

    /// <summary>What became of a delivery.</summary>
    public static Row Delivered(Guid job, string type, Message message, int milliseconds) => new(RowKind.Delivered, Guid.CreateVersion7(), Endpoint, job, type, message.ConversationId, "delivered",
        $$"""{"tm":"{{message.TmCreate}}","status_code":200,"duration_ms":{{milliseconds}},"error":"","response":"{}"}""", message.TmCreate, message.TmUpdate);

    private static readonly Guid Endpoint = Guid.NewGuid();
}

/// <summary>The statements.</summary>
internal enum RowKind
{
    Received, Longer, Stored, Changed, Told, Queued, Done, Delivered
}

/// <summary>Their texts, values as <c>$1</c>, <c>$2</c> …: both databases read them.</summary>
internal static class RowSql
{
    /// <summary>The columns of a message.</summary>
    public const string Columns = "id, conversation_id, direction, status, reference_type, source, destination, text, medias, sender_type, delivery, provider_id, tm_create, tm_update, tm_delete";

    /// <summary>The text of each.</summary>
    public static string Of(RowKind kind) => kind switch
    {
        RowKind.Received => "INSERT INTO received VALUES ($1)",
        RowKind.Longer => "UPDATE conversations SET last_sequence = last_sequence + 1, tm_last_message = $1 WHERE id = $2",
        RowKind.Stored => $"INSERT INTO messages ({Columns}) VALUES ({string.Join(", ", Enumerable.Range(1, 15).Select(i => $"${i}"))})",
        RowKind.Changed => "UPDATE messages SET delivery = $1, tm_update = $2 WHERE id = $3",
        RowKind.Told => "INSERT INTO events (id, data) VALUES ($1, $2)",
        RowKind.Queued => "INSERT INTO jobs (id, lane, payload) VALUES ($1, $2, $3)",
        RowKind.Done => "DELETE FROM jobs WHERE id = $1",
        RowKind.Delivered => "INSERT INTO deliveries VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        _ => throw new ArgumentOutOfRangeException(nameof(kind))
    };
}
