"""Documents in several languages, and a tiny multilingual model for them."""

FRENCH = """# Le phare de l'île aux Mouettes

Le phare de l'île aux Mouettes a été construit en 1871 par l'ingénieure Adèle Thornbury. Il a été fermé en \
1969 parce qu'une tempête avait endommagé ses fondations. Les réparations ont coûté quarante mille francs.

Trois gardiens vivaient sur l'île. Ils cultivaient des pommes de terre et élevaient des chèvres.
"""

GERMAN = """# Das Kaffeehaus von Aldermoor

Das Kaffeehaus von Aldermoor wurde 1694 von Margarete Größer gegründet. Sie brachte die Bohnen im Schiff \
ihres Bruders aus Amsterdam mit. Eine Tasse Kaffee kostete einen Groschen.

Im Sturmjahr 1703 wurde das Kaffeehaus für immer geschlossen. Heute steht dort eine Bäckerei.
"""

CHINESE = """青石镇的茶馆

青石镇的茶馆由陈玉兰于1902年创办。茶馆在1938年的洪水中被毁。一壶绿茶的价格是三个铜板！

镇上的桥由石匠李明建造。桥长六十米,每年春天都要修理。孩子们喜欢在桥上放风筝。
"""


def save_multilingual_model(folder):
    """Save a sentence-transformers model into a folder and return where it lies.

    It is made like multilingual-e5 (XLM-RoBERTa, a SentencePiece vocabulary over all scripts, prompts before
    questions and passages), with random weights and a few kilobytes.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaModel

    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=500, special_tokens=special, unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator([FRENCH, GERMAN, CHINESE], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        "<s> $A </s>", None, [("<s>", special.index("<s>")), ("</s>", special.index("</s>"))]
    )
    names = dict(
        zip(("bos_token", "pad_token", "eos_token", "unk_token", "mask_token"), special, strict=True)
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, cls_token="<s>", sep_token="</s>", **names
    ).save_pretrained(folder / "xlm")
    torch.manual_seed(0)
    config = XLMRobertaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=130,
        type_vocab_size=1,
        pad_token_id=special.index("<pad>"),
    )
    XLMRobertaModel(config).save_pretrained(folder / "xlm")
    words = Transformer(str(folder / "xlm"), max_seq_length=128)
    prompts = {"query": "query: ", "passage": "passage: "}
    SentenceTransformer(modules=[words, Pooling(32)], prompts=prompts, device="cpu").save(
        str(folder / "model")
    )
    return folder / "model"
