namespace Confab.ConsoleBench;

/// <summary>Those who have written before: each is a copy of the rows that the server wrote for the first one.</summary>
internal static class People
{
    /// <summary>The number of the one who is copied.</summary>
    public const string First = "+15550199001";

    private const string Words = "Good morning, I have a question about the order of last week: the parcel has not arrived and the page that follows it says nothing since Tuesday. Could you have a look at it, please? ";

    /// <summary>The number of the one at a place of the inbox.</summary>
    public static string Number(int place) => $"+1556{place:D7}";

    /// <summary>Fills the inbox, one message to a conversation but the one on top, which has all that are asked for; returns that.</summary>
    public static async Task<Guid> FillAsync(Store store, Options options)
    {
        var (conversation, message) = (await store.FirstAsync("conversations"), await store.FirstAsync("messages"));
        var now = DateTimeOffset.UtcNow;
        var made = Enumerable.Range(0, options.Conversations).Select(place => (Place: place, Id: Guid.CreateVersion7(now.AddMinutes(-place)), Time: now.AddSeconds(-20 * (place + 1)))).ToList();
        await store.InsertAsync("conversations", [.. conversation.Keys], made.Select(it => Filling.Row(Named(conversation, it.Place), new()
        {
            ["id"] = Filling.Like(conversation["id"], it.Id), ["last_sequence"] = it.Place == 0 ? (long)options.Messages : 1L, ["last_text"] = Text(it.Place), ["unread"] = Convert.ChangeType(it.Place % 5 == 0 ? 1 : 0, conversation["unread"].GetType()),
            ["tm_last_message"] = Filling.Micros(it.Time), ["tm_indexed"] = Filling.Micros(it.Time), ["tm_create"] = Filling.Micros(it.Time), ["tm_update"] = Filling.Micros(it.Time)
        })));
        var messages = made.Skip(1).Select(it => (Of: it, Sequence: 1L, it.Time))
            .Concat(Enumerable.Range(0, options.Messages).Select(i => (Of: made[0], Sequence: i + 1L, Time: made[0].Time.AddMinutes(2 * (i + 1 - options.Messages)))));
        await store.InsertAsync("messages", [.. message.Keys], messages.Select((it, i) =>
        {
            var isOurs = it.Sequence % 3 == 0;
            return Filling.Row(Named(message, it.Of.Place), new()
            {
                ["id"] = Filling.Like(message["id"], Guid.CreateVersion7(it.Time)), ["conversation_id"] = Filling.Like(message["conversation_id"], it.Of.Id), ["sequence"] = it.Sequence,
                ["text"] = $"{it.Sequence}: {Text(i)}", ["provider_id"] = $"{i}", ["tm_create"] = Filling.Micros(it.Time), ["tm_update"] = Filling.Micros(it.Time), ["tm_delivery"] = Filling.Micros(it.Time),
                ["direction"] = isOurs ? "outgoing" : "incoming", ["sender_type"] = isOurs ? "flow" : "peer", ["delivery"] = isOurs ? "delivered" : message["delivery"]
            });
        }));
        return made[0].Id;
    }

    private static Dictionary<string, object> Named(Dictionary<string, object> row, int place) =>
        row.ToDictionary(column => column.Key, column => column.Value is string text ? text.Replace(First, Number(place), StringComparison.Ordinal) : column.Value);

    private static string Text(int i) => Words[..(20 + i * 37 % 140)];
}
