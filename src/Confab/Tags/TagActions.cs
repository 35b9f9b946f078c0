using Confab.Auth;
using Confab.Store;

namespace Confab.Tags;

/// <summary>What the tag routes do.</summary>
internal sealed class TagActions(Db db)
{
    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => TagQueries.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), TagsJson.Wire.PageTagJson);
    }

    public async Task<IResult> GetAsync(Call call) =>
        Answer(Call.Found(await db.ReadAsync(sql => TagQueries.FindAsync(sql, call.CustomerId, call.Id)), "tag"));

    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (name, detail) = (body.Text("name") ?? "", body.Text("detail") ?? "");
        return Answer(await db.WriteAsync(async unit =>
        {
            var tag = new Tag
            {
                Id = Ids.New(unit.Now), CustomerId = call.CustomerId, Name = name, Detail = detail,
                TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never
            };
            await TagQueries.InsertAsync(unit, tag);
            return tag;
        }));
    }

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (name, detail) = (body.Text("name"), body.Text("detail"));
        return Answer(await ChangeAsync(call, (tag, now) => tag with { Name = name ?? tag.Name, Detail = detail ?? tag.Detail, TmUpdate = now }));
    }

    public async Task<IResult> DeleteAsync(Call call) => Answer(await ChangeAsync(call, (tag, now) => tag with { TmUpdate = now, TmDelete = now }));

    private Task<Tag> ChangeAsync(Call call, Func<Tag, Timestamp, Tag> change) => db.WriteAsync(async unit =>
    {
        var tag = change(Call.Found(await TagQueries.FindAsync(unit, call.CustomerId, call.Id, toChange: true), "tag"), unit.Now);
        await TagQueries.UpdateAsync(unit, tag);
        return tag;
    });

    private static IResult Answer(Tag tag) => Wire.Ok(tag.ToJson(), TagsJson.Wire.TagJson);
}
