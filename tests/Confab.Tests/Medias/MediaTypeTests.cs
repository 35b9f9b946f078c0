using System.Text;
using Confab.Medias;

namespace Confab.Tests.Medias;

/// <summary>What bytes are, by the first of them.</summary>
public sealed class MediaTypeTests
{
    [Theory]
    [InlineData("image/png", "89504e470d0a1a0a0000000d49484452")]
    [InlineData("image/jpeg", "ffd8ffe000104a464946")]
    [InlineData("image/gif", "4749463839610a001400")]
    [InlineData("image/webp", "524946461a000000574542505650384c")]
    [InlineData("audio/wav", "524946461a00000057415645666d7420")]
    [InlineData("video/mp4", "000000186674797069736f6d00000200")]
    [InlineData("video/3gpp", "00000018667479703367703400000200")]
    [InlineData("video/quicktime", "00000014667479707174202000000200")]
    [InlineData("audio/mp4", "00000018667479704d34412000000200")]
    [InlineData("video/webm", "1a45dfa39f4286810142f7810142f2810442f381084282847765626d")]
    [InlineData("audio/mpeg", "49443304000000000000")]
    [InlineData("audio/mpeg", "fffb9064000000000000")]
    [InlineData("audio/aac", "fff15080000000000000")]
    [InlineData("audio/ogg", "4f676753000200000000")]
    [InlineData("audio/amr", "2321414d520a3c000000")]
    [InlineData("application/pdf", "255044462d312e370a25")]
    [InlineData(null, "00000018667479706865696300000200")]
    [InlineData(null, "3c68746d6c3e3c7363726970743e")]
    [InlineData(null, "504b030414000600")]
    [InlineData(null, "fffe3c0068007400")]
    [InlineData(null, "ff")]
    [InlineData(null, "")]
    public void Types_are_told_by_the_first_bytes(string? expected, string head) => MediaTypes.Sniff(Convert.FromHexString(head)).ShouldBe(expected);

    [Theory]
    [InlineData("image/png", "application/octet-stream")]
    [InlineData("video/mp4", "application/octet-stream")]
    [InlineData("application/pdf", "application/octet-stream")]
    [InlineData("text/html", "text/html")]
    [InlineData("image/heic", "image/heic")]
    [InlineData("nonsense", "application/octet-stream")]
    [InlineData("", "application/octet-stream")]
    public void A_sender_is_believed_only_where_nothing_is_shown(string said, string expected)
    {
        MediaTypes.Of("plain"u8, said).ShouldBe(expected);
        MediaTypes.IsShown(expected).ShouldBeFalse();
    }

    [Theory]
    [InlineData("image/png", "89504e470d0a1a0a0000000d49484452" + "00000280" + "000001e0", 640, 480)]
    [InlineData("image/gif", "474946383961" + "8002" + "0100", 640, 1)]
    [InlineData("image/jpeg", "ffd8" + "ffe000040000" + "ffc400040000" + "ff" + "ffc2000b08" + "0001" + "0280" + "03000000", 640, 1)]
    [InlineData("image/jpeg", "ffd8" + "ffe000040000" + "ffd9", 0, 0)]
    [InlineData("image/webp", "524946461a00000057454250" + "56503820" + "00000000" + "300100" + "9d012a" + "8002" + "0100", 640, 1)]
    [InlineData("image/webp", "524946461a00000057454250" + "56503858" + "0a000000" + "00000000" + "7f0200" + "000000", 640, 1)]
    [InlineData("image/webp", "524946461a00000057454250" + "5650384c" + "0a000000" + "2f" + "7f020000" + "0000000000", 640, 1)]
    [InlineData("image/webp", "524946461a00000057454250" + "58585858" + "0a000000" + "2f" + "7f020000" + "0000000000", 0, 0)]
    [InlineData("image/png", "89504e47", 0, 0)]
    [InlineData("image/jpeg", "ffd8", 0, 0)]
    [InlineData("video/mp4", "00000018", 0, 0)]
    public void Sizes_stand_in_the_headers_of_pictures(string type, string head, int width, int height) =>
        PictureSize.Of(type, Convert.FromHexString(head)).ShouldBe((width, height));

    [Fact]
    public void Whatever_the_bytes_are_nothing_fails()
    {
        var random = new Random(1);
        foreach (var type in (string[])["image/png", "image/jpeg", "image/gif", "image/webp"])
            for (var i = 0; i < 5000; i++)
            {
                var bytes = new byte[random.Next(64)];
                random.NextBytes(bytes);
                if (i % 2 == 0)
                    Encoding.ASCII.GetBytes("RIFF1234WEBPVP8X"[..Math.Min(16, bytes.Length)]).CopyTo(bytes, 0);
                else if (bytes.Length > 3)
                    (bytes[0], bytes[1], bytes[2]) = (0xff, 0xd8, 0xff);
                PictureSize.Of(type, bytes).Width.ShouldBeGreaterThanOrEqualTo(0);
                MediaTypes.Sniff(bytes);
            }
    }
}
