namespace Confab.Tests.Store;

public sealed class PagingTests
{
    [Fact]
    public async Task Walking_pages_returns_each_row_once_even_when_rows_share_a_microsecond_and_new_ones_arrive()
    {
        await using var server = await TestServer.StartAsync();
        var customerId = Guid.Parse((await server.Admin.GetAsync("/v1.0/customer"))["id"]);
        var random = new Random(7);
        var made = new HashSet<Guid>();
        await InsertAsync(server, customerId, 200, () => random.Next(12), made);
        foreach (var size in (int[])[1, 3, 7, 50, 100])
        {
            var seen = new List<Guid>();
            for (var token = ""; ;)
            {
                var page = (await server.Admin.GetAsync($"/v1.0/tags?page_size={size}&page_token={token}")).Ok();
                seen.AddRange(page.Result.Select(row => row.GetProperty("id").GetGuid()));
                token = page["next_page_token"];
                if (token.Length == 0)
                    break;
                await InsertAsync(server, customerId, 1, () => 100, []);
            }
            seen.Count.ShouldBe(seen.Distinct().Count());
            made.Except(seen).ShouldBeEmpty();
        }
    }

    private static Task InsertAsync(TestServer server, Guid customerId, int count, Func<int> time, HashSet<Guid> made) => server.Db.WriteAsync(async unit =>
    {
        for (var i = 0; i < count; i++)
        {
            var id = Guid.NewGuid();
            made.Add(id);
            var now = new Timestamp(1_700_000_000_000_000 + time());
            await Tags.TagQueries.InsertAsync(unit, new Tags.Tag { Id = id, CustomerId = customerId, Name = "t", TmCreate = now, TmUpdate = now, TmDelete = Timestamp.Never });
        }
    });
}
