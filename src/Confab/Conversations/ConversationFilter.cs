using Confab.Auth;

namespace Confab.Conversations;

/// <summary>Which conversations a list is narrowed to, and its order; null for no narrowing.</summary>
internal sealed record ConversationFilter(Guid? OwnerId, Guid? AccountId, string? DialogId, string? Type, bool Deleted)
{
    private const string Created = "created";
    private const string ByLastMessage = "last_message";

    /// <summary>Whether they have an owner.</summary>
    public bool? Assigned { get; init; }

    /// <summary>How they stand in the inbox.</summary>
    public string? State { get; init; }

    /// <summary>A label that they have.</summary>
    public Guid? LabelId { get; init; }

    /// <summary>Words that they have; empty for all.</summary>
    public string Query { get; init; } = "";

    /// <summary>Whether the order is that of last messages, not of creation.</summary>
    public bool IsInbox { get; init; }

    /// <summary>The condition, for a query in the order of creation whose parameters are this filter's properties.</summary>
    public string Where =>
        (Deleted ? $"AND tm_delete <> {Timestamp.NeverSql}" : $"AND tm_delete = {Timestamp.NeverSql}")
        + (OwnerId is null ? "" : " AND owner_id = @OwnerId") + (AccountId is null ? "" : " AND account_id = @AccountId")
        + (DialogId is null ? "" : " AND dialog_id = @DialogId") + (Type is null ? "" : " AND type = @Type");

    /// <summary>
    /// Reads the filters, from the query or from a body as the published description shows them, the query winning; null when they ask
    /// for another customer's.
    /// </summary>
    /// <param name="call">The request.</param>
    /// <param name="ownerId">Whose conversations.</param>
    /// <param name="types">The types that conversations have.</param>
    public static async Task<ConversationFilter?> ReadAsync(Call call, Guid? ownerId, IReadOnlyCollection<string> types)
    {
        var body = await call.FilterBodyAsync();
        var filter = new ConversationFilter(ownerId, call.QueryId("account_id") ?? body.Id("account_id"),
            call.Query("dialog_id") ?? body.Text("dialog_id"), Word("type", types), Flag("deleted") ?? false)
        {
            Assigned = Flag("assigned"), State = Word("state", Conversation.States), LabelId = call.QueryId("label_id") ?? body.Id("label_id"), Query = Text("query") ?? ""
        };
        var narrows = filter is not { Assigned: null, State: null, LabelId: null, Query.Length: 0 };
        filter = filter with { IsInbox = (Word("order", [Created, ByLastMessage]) ?? (narrows ? ByLastMessage : Created)) == ByLastMessage };
        if (narrows && !filter.IsInbox)
            throw Problem.InvalidParameter("order", "query, assigned, state and label_id list by last_message only.").AsException();
        if (filter.IsInbox && (filter.AccountId is not null ? "account_id" : filter.DialogId is not null ? "dialog_id" : filter.Deleted ? "deleted" : null) is { } other)
            throw Problem.InvalidParameter(other, "goes with a list by creation only, so not with order=last_message, query, assigned, state or label_id.").AsException();
        return (call.QueryId("customer_id") ?? body.Id("customer_id") ?? call.CustomerId) == call.CustomerId ? filter : null;

        string? Text(string name) => (call.Query(name) ?? body.Text(name)) is not { Length: > 0 } text ? null
            : text.Length <= JsonBody.MaxName ? text : throw Problem.InvalidParameter(name, $"must be at most {JsonBody.MaxName} characters long.").AsException();

        string? Word(string name, IReadOnlyCollection<string> allowed) => Text(name) is not { } word || allowed.Contains(word) ? Text(name)
            : throw Problem.InvalidParameter(name, $"must be one of {string.Join(", ", allowed)}.").AsException();

        bool? Flag(string name) => call.Query(name) switch
        {
            null or "" => body.Flag(name),
            "true" => true,
            "false" => false,
            _ => throw Problem.InvalidParameter(name, "must be true or false.").AsException()
        };
    }
}
