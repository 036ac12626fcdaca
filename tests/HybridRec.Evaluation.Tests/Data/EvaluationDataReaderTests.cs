using System.IO.Compression;
using System.Text;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Data;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tests.Data;

public sealed class EvaluationDataReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_GivenFiles_PutsRowsInIdOrderWhateverTheColumns()
    {
        string train = _folder.Write("train.tsv", "item_id\tuser_id\tother\tplay_count", "10\t2\tx\t3", "9\t1\ty\t1", "2\t2\tz\t4");
        string test = _folder.Write("test.csv", "user_id,item_id", "2,9", "1,10");

        EvaluationData data = EvaluationDataReader.Read(new DataRequest { Train = train, Test = test });

        Assert.Equal(["1", "2"], data.Users.Ids);
        Assert.Equal(["2", "9", "10"], data.Items.Ids);
        Assert.Equal([(0, 1, 1f), (1, 0, 4f), (1, 2, 3f)], data.Train.Pairs());
        Assert.Equal([(0, 2, 1f), (1, 1, 1f)], data.Test.Pairs());
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void Read_IdsThatAreNoNumbers_OrdersThemByTheirCharacters()
    {
        string train = _folder.Write("train.tsv", "user_id\titem_id", "u\t10", "u\t9", "u\tb");
        string test = _folder.Write("test.tsv", "user_id\titem_id", "u\ta");

        EvaluationData data = EvaluationDataReader.Read(new DataRequest { Train = train, Test = test });

        Assert.Equal(["10", "9", "a", "b"], data.Items.Ids);
    }

    [Fact]
    public void Read_Gzip_IsTheSameAsPlain()
    {
        string plain = _folder.Write("plays.tsv", "user_id\titem_id", "1\t1", "1\t2", "2\t1", "2\t3", "1\t4");
        string zipped = Path.Combine(_folder.Path, "plays.tsv.gz");
        using (GZipStream gzip = new(File.Create(zipped), CompressionMode.Compress))
        {
            gzip.Write(File.ReadAllBytes(plain));
        }

        DataRequest request = new() { Interactions = plain, Split = "random:0.4" };
        EvaluationData one = EvaluationDataReader.Read(request);
        EvaluationData other = EvaluationDataReader.Read(request with { Interactions = zipped });

        Assert.Equal(one.Train.Pairs(), other.Train.Pairs());
        Assert.Equal(one.Test.Pairs(), other.Test.Pairs());
    }

    [Fact]
    public void Read_UntidyFiles_CountsWhatItLeavesOut()
    {
        string train = _folder.Write(
            "train.tsv", "user_id\titem_id\tplay_count", "1\t1\t2", "1\t1\t3", "1\t2\t0", "2\t1\t1", "2\t3\t1");
        string test = _folder.Write("test.tsv", "user_id\titem_id", "1\t3", "1\t1", "7\t1", "2\t9");

        EvaluationData data = EvaluationDataReader.Read(new DataRequest { Train = train, Test = test });

        Assert.Equal(5f, data.Train.Values(0)[0]);
        Assert.Equal([(0, 2, 1f), (1, 3, 1f)], data.Test.Pairs());
        Assert.Equal(
            [
                "1 training rows with play count 0 left out",
                "1 training rows repeat a pair of user and item and were added to it",
                "1 test pairs are known from an earlier part and were left out",
                "1 users of the test part have no training plays and are not averaged",
            ],
            data.Notes);
    }

    [Fact]
    public void Read_AllCandidates_KeepsWhatIsPlayedAgain()
    {
        string train = _folder.Write("train.tsv", "user_id\titem_id", "1\t1", "1\t2");
        string test = _folder.Write("test.tsv", "user_id\titem_id", "1\t1");

        EvaluationData data = EvaluationDataReader.Read(new DataRequest { Train = train, Test = test, AllCandidates = true });

        Assert.Equal([(0, 0, 1f)], data.Test.Pairs());
    }

    [Fact]
    public void Read_ValidationWantedAndNotGiven_SetsATenthOfTheTrainingPairsAside()
    {
        string[] rows = [.. Enumerable.Range(0, 40).SelectMany(user => Enumerable.Range(0, 20).Select(item => $"{user}\t{item}"))];
        string train = _folder.Write("train.tsv", ["user_id\titem_id", .. rows]);
        string test = _folder.Write("test.tsv", "user_id\titem_id", "1\t30");

        EvaluationData data = EvaluationDataReader.Read(new DataRequest { Train = train, Test = test, NeedsValidation = true });

        Assert.Equal(800, data.Train.Count);
        Assert.Equal(80, data.Tuning!.Validation.Count);
        Assert.Equal(720, data.Tuning.Train.Count);
        Assert.Same(data.Tuning.Train, data.ForTuning().Train);
        Assert.Same(data.Tuning.Validation, data.ForTuning().Test);
        Assert.Null(data.ForTuning().Tuning);
    }

    [Fact]
    public void Read_ValidationGiven_IsTrainedOnToo()
    {
        string train = _folder.Write("train.tsv", "user_id\titem_id", "1\t1", "2\t1");
        string validation = _folder.Write("valid.tsv", "user_id\titem_id", "1\t2", "3\t1");
        string test = _folder.Write("test.tsv", "user_id\titem_id", "1\t2", "2\t3", "3\t2");

        EvaluationData data = EvaluationDataReader.Read(new DataRequest { Train = train, Validation = validation, Test = test });

        Assert.Equal([(0, 0), (0, 1), (1, 0), (2, 0)], data.Train.Pairs().Select(pair => (pair.Row, pair.Column)));
        Assert.Equal([(1, 2), (2, 1)], data.Test.Pairs().Select(pair => (pair.Row, pair.Column)));
        Assert.Equal([(0, 1)], data.Tuning!.Validation.Pairs().Select(pair => (pair.Row, pair.Column)));
    }

    [Theory]
    [InlineData("temporal:0.7", false)]
    [InlineData("temporal:0.7", true)]
    [InlineData("leave-last-out:0.7", false)]
    [InlineData("random:0.3", false)]
    [InlineData("cold-items:0.3", false)]
    public void Read_Tuned_ChangesNeitherTrainingNorTest(string split, bool allCandidates)
    {
        Random chance = new(8);
        string plays = _folder.Write(
            "plays.tsv",
            [
                "user_id\titem_id\ttimestamp",
                .. Enumerable.Range(0, 900).Select(i => $"{Math.Min(chance.Next(40), i / 15)}\t{chance.Next(25)}\t{1_000_000 + i}"),
            ]);
        DataRequest request = new() { Interactions = plays, Split = split, AllCandidates = allCandidates };

        EvaluationData plain = EvaluationDataReader.Read(request);
        EvaluationData tuned = EvaluationDataReader.Read(request with { NeedsValidation = true });

        Assert.Equal(plain.Train.Pairs(), tuned.Train.Pairs());
        Assert.Equal(plain.Test.Pairs(), tuned.Test.Pairs());
        Assert.NotNull(tuned.Tuning);
        Assert.All(tuned.Tuning.Validation.Pairs(), pair => Assert.True(plain.Train.Contains(pair.Row, pair.Column)));
    }

    [Fact]
    public void Read_SomePlaysWithoutTimes_SplitsTheOthersByTime()
    {
        LogEntry[] log =
        [
            .. Enumerable.Range(0, 10).Select(i => new LogEntry("1", $"{i}", 1, 1_000_000 + i)),
            new LogEntry("1", "20", 7, null),
        ];

        EvaluationData data = PlayLogData.Build(log, ["30"], "the log", new DataRequest());

        Assert.Equal(["8", "9"], data.Test.Pairs().Select(pair => data.Items.IdOf(pair.Column)));
        Assert.Contains("1 plays without a time left out, since the split is by time", data.Notes);
        Assert.Contains("30", data.Items.Ids);
    }

    [Fact]
    public void Read_TuningForRepeatsWithoutTimes_AsksForAValidationPart()
    {
        string train = _folder.Write("train.tsv", "user_id\titem_id", "1\t1", "1\t2");

        DataRequest request = new() { Train = train, Test = train, AllCandidates = true, NeedsValidation = true };

        Assert.Contains("give --valid", Problem(request).Message);
    }

    [Fact]
    public void Read_AllCandidatesWithoutRepeats_SaysThatHeardItemsCanOnlyBeWrong()
    {
        string train = _folder.Write("train.tsv", "user_id\titem_id", "1\t1", "1\t2");
        string test = _folder.Write("test.tsv", "user_id\titem_id", "1\t3");

        EvaluationData data = EvaluationDataReader.Read(new DataRequest { Train = train, Test = test, AllCandidates = true });

        Assert.Contains(data.Notes, note => note.EndsWith("heard items can only be wrong", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_TimestampsAndNoRule_SplitsByTime()
    {
        string plays = _folder.Write(
            "plays.tsv",
            ["user_id\titem_id\ttimestamp", .. Enumerable.Range(0, 10).Select(i => $"{i % 2}\t{i}\t{1_000_000 + i}")]);

        EvaluationData data = EvaluationDataReader.Read(new DataRequest { Interactions = plays });

        Assert.Equal([8, 9], data.Test.Pairs().Select(pair => pair.Column));
        Assert.Contains("temporal", data.Source);
    }

    [Fact]
    public void Read_Vectors_MakesTheCatalogueTheirRows()
    {
        string train = _folder.Write("train.tsv", "user_id\titem_id", "1\t0", "1\t3");
        string test = _folder.Write("test.tsv", "user_id\titem_id", "1\t2");
        string vectors = Path.Combine(_folder.Path, "v.npy");
        NpyFile.Write(vectors, [1f, 0, 2, 0, 3, 0, 4, 0, 5, 0], 5, 2);

        EvaluationData data = EvaluationDataReader.Read(new DataRequest { Train = train, Test = test, Vectors = vectors });

        Assert.Equal(["0", "1", "2", "3", "4"], data.Items.Ids);
        Assert.Equal(5f, data.ItemVectors!.Row(4)[0]);
    }

    [Theory]
    [InlineData(2, "3 of the 4 items that occur are not among them")]
    [InlineData(12, "1 of the 4 items that occur are not among them")]
    public void Read_VectorsThatLackAnItem_SaysHowMany(int rows, string message)
    {
        string train = _folder.Write("train.tsv", "user_id\titem_id", "1\t0", "1\t5", "1\t7");
        string test = _folder.Write("test.tsv", "user_id\titem_id", "1\tx");
        string vectors = Path.Combine(_folder.Path, "v.npy");
        NpyFile.Write(vectors, new float[rows], rows, 1);

        Assert.Contains(message, Problem(new DataRequest { Train = train, Test = test, Vectors = vectors }).Message);
    }

    [Theory]
    [InlineData("user_id\titem_id\n1\t2\tx\n1\n", "line 3 has too few fields")]
    [InlineData("user_id\titem_id\n1\t\n", "line 2 has an empty id")]
    [InlineData("user_id\titem_id\tplay_count\n1\t2\tmany\n", "line 2 has the play count \"many\"")]
    [InlineData("user_id\titem_id\tplay_count\n1\t2\tNaN\n", "line 2 has the play count \"NaN\"")]
    [InlineData("user_id\titem_id\tplay_count\n1\t2\t-1\n", "line 2 has the play count \"-1\"")]
    [InlineData("user_id\titem_id\ttimestamp\n1\t2\ttoday\n", "line 2 has the timestamp \"today\"")]
    [InlineData("user\titem\n1\t2\n", "no column user_id")]
    [InlineData("", "is empty")]
    [InlineData("user_id\titem_id\n", "no plays to train on")]
    public void Read_BadFile_NamesTheLineAndTheFault(string content, string message)
    {
        string train = Path.Combine(_folder.Path, "train.tsv");
        File.WriteAllText(train, content);
        string test = _folder.Write("test.tsv", "user_id\titem_id", "1\t3");

        Assert.Contains(message, Problem(new DataRequest { Train = train, Test = test }).Message);
    }

    [Fact]
    public void Read_NothingLeftToHoldOut_Throws()
    {
        string train = _folder.Write("train.tsv", "user_id\titem_id", "1\t3");

        Assert.Contains("no plays held out", Problem(new DataRequest { Train = train, Test = train }).Message);
    }

    [Fact]
    public void Read_NoSuchFile_SaysSo()
    {
        string missing = Path.Combine(_folder.Path, "none.tsv");

        Assert.Contains("does not exist", Problem(new DataRequest { Train = missing, Test = missing }).Message);
    }

    [Fact]
    public void Read_CutOffGzip_Throws()
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 9_999).Select(i => $"{i * 7_919}\t{i}\n"))));
        }

        string train = Path.Combine(_folder.Path, "train.tsv.gz");
        File.WriteAllBytes(train, bytes.ToArray()[..1_000]);

        Assert.Throws<EvaluationException>(() => EvaluationDataReader.Read(new DataRequest { Train = train, Test = train }));
    }

    [Fact]
    public void Read_ItemsFile_GivesArtistsAndTags()
    {
        string train = _folder.Write("train.tsv", "user_id\titem_id", "1\ta", "1\tb");
        string test = _folder.Write("test.tsv", "user_id\titem_id", "1\tc");
        string items = _folder.Write("items.csv", "tags,item_id,artist", "rock | pop,a,\"Band, The\"", ",c,Solo");

        EvaluationData data = EvaluationDataReader.Read(new DataRequest { Train = train, Test = test, Items = items });

        Assert.Equal(["Band, The", "", "Solo"], data.Artists!);
        Assert.Equal(["rock", "pop"], data.Tags![0]);
        Assert.Empty(data.Tags[1]);
    }

    [Fact]
    public void Read_LongItemsFileGzipped_AddsUpTagsAndCountsItemsWithoutALine()
    {
        string train = _folder.Write("train.tsv", "user_id\titem_id", "1\ta", "1\tb");
        string test = _folder.Write("test.tsv", "user_id\titem_id", "1\tc");
        string items = Path.Combine(_folder.Path, "items.tsv.gz");
        using (StreamWriter writer = new(new GZipStream(File.Create(items), CompressionLevel.Fastest)))
        {
            writer.Write("item_id\tartist\ttag\na\tBand\trock\nb\tSolo\tpop\na\tThe Band\tloud\na\tBand\trock\n");
        }

        EvaluationData data = EvaluationDataReader.Read(new DataRequest { Train = train, Test = test, Items = items });

        Assert.Equal(["Band", "Solo", ""], data.Artists!);
        Assert.Equal(["rock", "loud"], data.Tags![0]);
        Assert.Equal(["pop"], data.Tags[1]);
        Assert.Contains($"1 of 3 items have no line in {items}", data.Notes);
    }

    [Fact]
    public void Read_DamagedItemsFile_NamesTheFile()
    {
        string train = _folder.Write("train.tsv", "user_id\titem_id", "1\ta");
        string items = Path.Combine(_folder.Path, "items.tsv.gz");
        File.WriteAllBytes(items, [0x1f, 0x8b, 0xff, 0xff, 0xff, 0xff]);

        EvaluationException problem = Problem(new DataRequest { Train = train, Test = train, AllCandidates = true, Items = items });

        Assert.Contains($"Cannot read {items}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TemporalSplitWithoutTimes_Throws()
    {
        string plays = _folder.Write("plays.tsv", "user_id\titem_id", "1\t1", "1\t2");

        Assert.Throws<SplitException>(
            () => EvaluationDataReader.Read(new DataRequest { Interactions = plays, Split = "temporal:0.5" }));
    }

    private static EvaluationException Problem(DataRequest request) =>
        Assert.Throws<EvaluationException>(() => EvaluationDataReader.Read(request));
}
