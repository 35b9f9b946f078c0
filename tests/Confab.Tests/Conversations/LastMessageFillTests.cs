using Confab.Conversations;
using Confab.Store;
using Confab.Store.Postgres;
using Confab.Store.Sqlite;
using Npgsql;

namespace Confab.Tests.Conversations;

/// <summary>Conversations of an installation from before lists showed the last message.</summary>
public sealed class LastMessageFillTests : IAsyncDisposable
{
    private static readonly Guid Customer = Guid.NewGuid();
    private readonly string data = Path.Combine(Path.GetTempPath(), $"confab-old-{Guid.NewGuid():N}");

    public async ValueTask DisposeAsync()
    {
        foreach (var suffix in (string[])[".db", ".db-wal", ".db-shm"])
            File.Delete(data + suffix);
        await TestDatabase.DropAsync(data);
    }

    [Fact]
    public async Task They_show_it_once_the_search_has_looked_at_them()
    {
        await using var source = TestDatabase.IsPostgres ? NpgsqlDataSource.Create(await TestDatabase.ForAsync(data)) : null;
        var db = source is null ? (Db)new SqliteDb(data + ".db", TimeProvider.System) : new PostgresDb(source, source, TimeProvider.System);
        var known = Migration.All(db.Dialect);
        await Migrator.ApplyAsync(db, [.. known.TakeWhile(file => string.CompareOrdinal(file.Name, "0015") < 0)]);
        var (answered, asked, empty, busy) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await db.WriteAsync(unit =>
        {
            Add(unit, empty, 0);
            Add(unit, answered, 3, ("peer", "first", "[]"), ("flow", "second", "[]"), ("agent", new string('x', 200), "[]"));
            Add(unit, asked, 2, ("accesskey", "hello", "[]"), ("peer", "", """[{"type":"image"},{"type":"file"}]"""));
            Add(unit, busy, 1, ("peer", "old", "[]"));
        });
        await Migrator.ApplyAsync(db);
        (await FindAsync(db, answered)).LastSender.ShouldBe("");

        Task? coming = null;
        await db.WriteAsync(async unit =>
        {
            await SearchIndexer.StepAsync(unit);
            coming ??= db.WriteAsync(other => ConversationQueries.BumpAsync(other, Customer, busy, Timestamp.Never, LastMessage.Of(LastMessage.Peer, "new", 1)));
        });
        await coming!;
        var found = await FindAsync(db, answered);
        (found.LastSender, found.LastText, found.LastMedias, found.TmLastMessage.Micros).ShouldBe(("agent", new string('x', 160), 0, 3_000_000L));
        found = await FindAsync(db, asked);
        (found.LastSender, found.LastText, found.LastMedias, found.TmLastMessage.Micros).ShouldBe(("peer", "", 2, 2_000_000L));
        LastMessage.Of(found)!.Direction.ShouldBe("incoming");
        LastMessage.Of(await FindAsync(db, empty)).ShouldBeNull();
        (await FindAsync(db, busy)).LastText.ShouldBe("new");

        // What shows one is left alone, however often the search looks at it.
        await db.WriteAsync(unit => unit.ExecuteAsync("UPDATE conversations SET tm_words = -1"));
        await db.WriteAsync(SearchIndexer.StepAsync);
        (await FindAsync(db, busy)).LastText.ShouldBe("new");
        await (db is SqliteDb file ? new ValueTask(Task.Run(file.Dispose)) : ((PostgresDb)db).DisposeAsync());
    }

    private static async Task<Conversation> FindAsync(Db db, Guid id) => (await db.ReadAsync(sql => ConversationQueries.FindAsync(sql, Customer, id)))!;

    /// <summary>A conversation as it stood in its table then, with a message each second.</summary>
    private static void Add(Unit unit, Guid id, int count, params (string Sender, string Text, string Medias)[] messages)
    {
        unit.Write($$"""
            INSERT INTO conversations (customer_id, id, account_id, type, dialog_id, match_key, owner_id, name, detail, auto_title, self, peer, last_sequence, tm_last_message, tm_create, tm_update, tm_delete)
            VALUES (@Customer, @id, @Empty, 'line', 'd', @key, @Empty, 'n', '', 1, '{"type":"line","target":"s"}', '{"type":"line","target":"p"}', @count, @time, 0, 0, {{Timestamp.NeverSql}})
            """, new { Customer, id, Guid.Empty, key = id.ToString(), count, time = count * 1_000_000L });
        for (var i = 0; i < messages.Length; i++)
            unit.Write($$"""
                INSERT INTO messages (customer_id, id, conversation_id, account_id, sequence, direction, status, source, destination, text, medias, sender_type, sender_id, delivery, error_code, error_message,
                    tm_delivery, provider_id, tm_create, tm_update, tm_delete)
                VALUES (@Customer, @id, @conversation, @Empty, @sequence, 'incoming', 'done', '{}', '{}', @Text, @Medias, @Sender, @Empty, '', '', '', 0, '', @time, 0, {{Timestamp.NeverSql}})
                """, new { Customer, id = Guid.NewGuid(), conversation = id, Guid.Empty, sequence = i + 1L, messages[i].Text, messages[i].Medias, messages[i].Sender, time = (i + 1) * 1_000_000L });
    }
}
